export * from './query.ts';
export * from './datasets.ts';
export * from './evidence.ts';
export * from './auth.ts';
