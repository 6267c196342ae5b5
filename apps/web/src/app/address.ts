import { useParams, useSearch } from '@tanstack/react-router';

/** What the address says, read without knowing which route it belongs to: the routes import the screens, not back. */
export function useAddressedId(): string | undefined {
  return (useParams({ strict: false }) as { readonly id?: string }).id;
}

/** Whether the address asks for the SQL instead of the answer. */
export function useShowsSql(): boolean {
  return (useSearch({ strict: false }) as { readonly show?: string }).show === 'sql';
}

/** Where a person wanted to go when the sign-in came between. */
export function useNextAddress(): string | undefined {
  return (useSearch({ strict: false }) as { readonly next?: string }).next;
}
