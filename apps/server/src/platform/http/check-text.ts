import { AtlasError } from '@aureus/contract';

/**
 * PostgreSQL's text cannot hold NUL, and half a surrogate pair would be stored as another character than was sent. Looks
 * at every text of a body, a query string or an address, before any schema: no route can forget it. Works without
 * recursion, because an attacker nests as deep as 64 KB allow.
 */
export function checkText(sent: unknown): void {
  const open: { readonly value: unknown; readonly field: string }[] = [{ value: sent, field: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, field } = next;
    if (typeof value === 'string') checkOne(value, field);
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      checkOne(key, field);
      open.push({ value: inner, field: field === '' ? key.slice(0, 100) : field });
    }
  }
}

function checkOne(text: string, field: string): void {
  if (!text.includes('\0') && text.isWellFormed()) return;
  throw new AtlasError('VALIDATION_ERROR', 'Invalid request parameters', {
    details: [{ field: field === '' ? 'body' : field, issue: 'Must be text without NUL and without half characters' }],
  });
}
