import { useEffect } from 'react';
import { words } from '../words/en.ts';

/** The tab says where one is; a screen reader hears it after each change of address. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = words.titled(title);
  }, [title]);
}
