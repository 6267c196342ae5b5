import type { Candidate, Planner } from '#ask';

/** Returns the question itself as SQL: the attacker in the planner's place. No key, header or route reaches this. */
export const scriptedPlanner: Planner = {
  name: 'scripted',
  version: '1',
  repairs: false,
  plan: async ({ question }): Promise<Candidate> => ({
    sql: question.text,
    sentence: 'Scripted.',
    assumptions: [],
    tokens: [],
    alternatives: [],
  }),
};
