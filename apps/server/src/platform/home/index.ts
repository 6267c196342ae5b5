export { findHome, openHome } from './home.ts';
export type { Home } from './home.ts';
