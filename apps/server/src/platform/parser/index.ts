export { loadParser } from './load-parser.ts';
