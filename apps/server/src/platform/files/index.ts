export { UNFINISHED, replaceFile, writeOnce } from './durable-files.ts';
