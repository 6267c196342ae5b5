/** `node dying-worker.ts STAGE QUESTION`: a worker that is killed, as by `kill -9`, when that question reaches the stage. */
import { startWorker } from '../../src/app.ts';
import { openFoundation } from '../../src/commands/foundation.ts';
import { loadConfig } from '../../src/config.ts';

const [, , fatal, victim] = process.argv;
const config = loadConfig();
const foundation = await openFoundation(config, 'worker');
const onStage = (stage: string, run: string): void => {
  if (stage === fatal && run === victim) process.kill(process.pid, 'SIGKILL');
};
await startWorker({ ...foundation, onStage }, config.databases.worker ?? '');
