/** Unknown means unknown: a state this page has never heard of is not shown as understood. */
const UNDERSTOOD: ReadonlySet<string> = new Set(['linked', 'operator', 'relation', 'politeness', 'assumed']);

export const isUnknown = (state: string): boolean => !UNDERSTOOD.has(state);
