import { useState } from 'react';

type Typed = { readonly at: string | undefined; readonly question: string | null; readonly text: string };
type Draft = { readonly draft: string; readonly setDraft: (text: string) => void };

/**
 * What stands in the box: what was typed at this address, else the question the address names. While an answer is
 * still on its way the typed text stays, so that asking never empties the box.
 */
export function useDraft(at: string | undefined, question: string | null): Draft {
  const [typed, setTyped] = useState<Typed>({ at, question, text: '' });
  const isOfHere = typed.at === at && typed.question === question;
  const isOnItsWay = at !== undefined && question === null;
  return {
    draft: isOfHere || isOnItsWay ? typed.text : (question ?? ''),
    setDraft: (text) => setTyped({ at, question, text }),
  };
}
