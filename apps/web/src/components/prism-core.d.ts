/** `prismjs` types only its bundle of every language; the core alone has the same face. */
declare module 'prismjs/components/prism-core.js' {
  import * as Prism from 'prismjs';
  export default Prism;
}
