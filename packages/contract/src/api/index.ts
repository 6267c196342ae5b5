export * from './query.ts';
export * from './datasets.ts';
export * from './evidence.ts';
