export { guard, refusedFor } from './guard.ts';
export { compile } from './compile.ts';
export { judgeUses } from './mask/judge-uses.ts';
export { shownMask } from './mask/masked-columns.ts';
export { judgeViewNames, rowsViewName } from './mask/view-names.ts';
export { inlineRelation, viewQueries, viewStatements } from './mask/view-statements.ts';
export type * from './types.ts';
