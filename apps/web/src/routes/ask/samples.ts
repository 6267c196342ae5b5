import type { DatasetView } from '@aureus/contract';

export type Sample = { readonly question: string; readonly dataset: string };

/** So many fit the first screen beside what was asked lately. */
const MOST = 8;

/** Takes turns among the datasets this person may ask about, so that no one dataset fills the list. */
export function pickSamples(datasets: readonly DatasetView[]): readonly Sample[] {
  const open = datasets.filter(({ can }) => can.includes('ask'));
  const rounds = Math.max(0, ...open.map(({ sample_questions }) => sample_questions.length));
  const picked: Sample[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, sample_questions } of open) {
      const question = sample_questions[round];
      if (question !== undefined && !picked.some((sample) => sample.question === question))
        picked.push({ question, dataset: name });
    }
  }
  return picked.slice(0, MOST);
}
