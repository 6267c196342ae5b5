import { useSyncExternalStore } from 'react';

export type Scheme = 'light' | 'dark';

/** The attribute that `/theme.js` set before the first paint is the one truth; Mantine is handed what it says. */
const read = (): Scheme => (document.documentElement.dataset['mantineColorScheme'] === 'dark' ? 'dark' : 'light');

const listeners = new Set<() => void>();

export function useScheme(): Scheme {
  return useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, read);
}

export function chooseScheme(scheme: Scheme): void {
  document.documentElement.dataset['mantineColorScheme'] = scheme;
  try {
    localStorage.setItem('atlas.theme', scheme);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
  for (const changed of listeners) changed();
}
