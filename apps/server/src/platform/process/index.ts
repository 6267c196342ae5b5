export { existingFolder, findPort, untilReady, untilStopped } from './process.ts';
