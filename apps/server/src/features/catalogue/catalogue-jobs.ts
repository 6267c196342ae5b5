import type { Person } from '@aureus/contract';
import { z } from 'zod';
import type { CatalogueRoom } from './catalogue-actions.ts';

const payloadOf = z.strictObject({ user_id: z.uuid() });

/** The worker's door: makes the views and the login of a person's profile that a question found missing. */
export function catalogueJobs(catalogue: CatalogueRoom, loadPerson: (id: string) => Promise<Person | null>) {
  return {
    provision_profile: async (payload: unknown): Promise<void> => {
      const person = await loadPerson(payloadOf.parse(payload).user_id);
      if (person?.active === true) await catalogue.provisionFor(person);
    },
  };
}
