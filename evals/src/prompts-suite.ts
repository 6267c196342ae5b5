import { join } from 'node:path';
import { judgeQuestion } from '../../apps/server/src/ask/screening-rules.ts';
import { hasJsonl, readJsonl } from './reading/jsonl.ts';
import { makeTally, type SuiteResult } from './scoring/tally.ts';

type Prompt = {
  readonly id: string;
  readonly suite: string;
  readonly kind: string;
  readonly text: string;
  readonly carrier: 'question' | 'content';
};

/** As the product screens a question before it takes it: the text of a carrier's content is put to the same rules. */
const isFlagged = ({ text }: Prompt): boolean => judgeQuestion(text) !== null;

export function runPromptSuites(corpora: string): SuiteResult[] {
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
      } else tally.fail(kind, item.id, 'not flagged');
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
