import { openHome } from '#platform/home';
import { removeAbandonedShelters } from '#platform/postgres';
import { untilStopped, whenStopped } from '#platform/process';
import { type Config, checkListening } from '../config.ts';
import { startClusters, stopClusters } from './clusters.ts';

const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);

/**
 * `atlasd start`: everything in one process, with a PostgreSQL for Atlas and one for the demo bank. They come up while
 * the rest of the program is read from disk. Whoever asks it to stop is obeyed in the middle of any step.
 */
export async function start(config: Config): Promise<void> {
  checkListening(config);
  const home = openHome(config.home);
  removeAbandonedShelters();
  const stopping = whenStopped();
  stopping.addEventListener('abort', () => say('Stopping.'));
  const reading = import('./estate.ts');
  try {
    const clusters = await startClusters(home, { stopping, say });
    try {
      const { openEstate } = await reading;
      const estate = await openEstate(config, { home, clusters, stopping, say });
      await untilStopped(stopping);
      await estate.stop();
    } finally {
      home.removeReady();
      await stopClusters(clusters);
    }
  } catch (error) {
    // Whatever broke because everything was being stopped is no failure.
    if (!stopping.aborted) throw error;
  }
}
