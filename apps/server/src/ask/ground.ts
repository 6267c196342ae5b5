import { AtlasError } from '@aureus/contract';
import type { AskDeps } from './ask-deps.ts';
import { type Grounded, type Question, Refusal, mint } from './stages.ts';

/** Which datasets may this person know of? A `dataset_id` narrows them; an unknown one looks like one they may not know. */
export async function ground(deps: AskDeps, question: Question): Promise<Grounded> {
  const found = await deps.catalogue.ground(question.person);
  const { catalogue } = found.active;
  if (!question.person.active) throw new AtlasError('AUTHORIZATION_FAILED', 'This account is not active.');
  const known = new Set(found.reach.known.map((one) => one.dataset));
  const datasets = catalogue.datasets.filter((one) => known.has(one.name));
  if (datasets.length === 0) {
    throw new Refusal('AUTHORIZATION_FAILED', 'There is no dataset you may ask about. An admin can give you access.', {
      rules: ['access.nothing_known'],
    });
  }
  return mint<Grounded>({ question, ground: found, catalogue: { ...catalogue, datasets } });
}
