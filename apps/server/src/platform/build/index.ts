export { readBuild } from './read-build.ts';
