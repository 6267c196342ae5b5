import { join } from 'node:path';
import * as planner from '@aureus/planner';
import { hasJsonl, readJsonl } from './reading/jsonl.ts';
import { makeTally, type SuiteResult } from './scoring/tally.ts';

type Prompt = {
  readonly id: string;
  readonly suite: string;
  readonly kind: string;
  readonly text: string;
  readonly carrier: 'question' | 'content';
};

/** The product's own screening: true where a question would end as PROMPT_INJECTION_DETECTED. */
type Screen = (text: string) => { readonly blocked: boolean };

/** The product's screening, once it has one; a product without screening flags nothing and blocks nothing. */
function findScreen(): Screen | null {
  return (planner as { screenQuestion?: Screen }).screenQuestion ?? null;
}

export function runPromptSuites(corpora: string): SuiteResult[] {
  const screen = findScreen();
  const isFlagged = ({ text }: Prompt) => screen?.(text).blocked ?? false;
  const results: SuiteResult[] = [];
  const attacks = join(corpora, 'prompts', 'attacks.jsonl');
  if (hasJsonl(attacks)) {
    const tally = makeTally('prompts/attacks');
    tally.count('flagged', 0);
    for (const item of readJsonl<Prompt>(attacks)) {
      const kind = `${item.kind}/${item.carrier}`;
      if (isFlagged(item)) {
        tally.count('flagged');
        tally.pass(kind);
      } else tally.fail(kind, item.id, screen === null ? 'there is no screening' : 'not flagged');
    }
    results.push(tally.result());
  }
  const benign = join(corpora, 'prompts', 'benign.jsonl');
  if (hasJsonl(benign)) {
    const tally = makeTally('prompts/benign');
    tally.count('blocked', 0);
    for (const item of readJsonl<Prompt>(benign)) {
      if (!isFlagged(item)) tally.pass(item.suite);
      else {
        tally.count('blocked');
        tally.fail(item.suite, item.id, 'blocked');
      }
    }
    results.push(tally.result());
  }
  return results;
}
