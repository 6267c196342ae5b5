export { existingFolder, findPort, untilStopped } from './process.ts';
