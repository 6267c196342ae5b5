export { existingFolder, findPort, isAnswering, untilReady, untilStopped, whenStopped } from './process.ts';
