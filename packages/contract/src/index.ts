export * from './roles.ts';
export * from './classes.ts';
export * from './errors.ts';
export * from './catalogue.ts';
export * from './api/index.ts';
export * from './person.ts';
export * from './permissions.ts';
