/** `node dying-worker.ts STAGE`: a worker that is killed, as by `kill -9`, when a question reaches the stage. */
import { startWorker } from '../../src/app.ts';
import { openFoundation } from '../../src/commands/foundation.ts';
import { loadConfig } from '../../src/config.ts';

const [, , fatal] = process.argv;
const config = loadConfig();
const foundation = await openFoundation(config, 'worker');
const onStage = (stage: string): void => {
  if (stage === fatal) process.kill(process.pid, 'SIGKILL');
};
await startWorker({ ...foundation, onStage }, config.databases.worker ?? '');
