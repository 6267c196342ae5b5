import { LedgerError } from '../ledger-error.ts';

export const VERDICTS = ['holds', 'fails', 'not_checked', 'pending', 'erased', 'expired', 'not_applicable'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What each claim says, for a reader who doubts; a sentence never claims more than was computed. */
export const CLAIMS = {
  archive: 'The archive is byte for byte the one form that its files have.',
  trust: 'The trust file in the pack continues the one you gave.',
  statements: 'Every statement is an in-toto statement in a DSSE envelope with exactly one signature.',
  files: 'The pack holds every file that it must hold, in order, and no other.',
  checkpoint: 'All proofs lead to one checkpoint, signed by every log key that your trust file names for its size.',
  inclusion: 'Every leaf is in the log under that checkpoint.',
  signatures: 'Every statement is signed by a key that your trust file names for its place in the log.',
  leaves: 'Every leaf agrees with its statement in each field.',
  chain: 'The leaves of this question have no gap, each names the one before, and they stand in the log in that order.',
  stages: 'The intention was on record before the execution, and exactly one statement closes the question.',
  manifest: 'The closing statement names this manifest, and both speak of the same question and its newest SQL.',
  parts: 'Every file has the digest that the manifest gives it.',
  decision: 'Policies, entities, request and masks are the ones the decision names.',
  content: 'Question and SQL, in the clear and sealed, are what the statements committed to when they were signed.',
  result: 'The result is the one the execution names, sealed and opened.',
  sigstore: 'The Sigstore copy is the same envelope again.',
} as const;

export type ClaimId = keyof typeof CLAIMS;

export type Claim = {
  readonly id: ClaimId;
  readonly verdict: Verdict;
  readonly sentence: string;
  /** What was compared with what, or where it went wrong. */
  readonly compared: string;
  /** Lower-case hex of what the claim is about, if it is about one thing. */
  readonly digest: string | null;
};

/** What a step found, and the value that later steps need. */
export type Found<T> = {
  readonly value?: T;
  readonly verdict?: Verdict;
  readonly compared: string;
  readonly digest?: string;
};

export type Judged<T> = { readonly claim: Claim; readonly value: T | undefined };

/**
 * Runs one step. A `LedgerError` it throws is the verdict `fails`, with the error's words; a step one of whose `needs`
 * has no value, because an earlier step failed, is `not_checked`. Any other error is a defect and goes up.
 */
export async function judge<Needs extends readonly unknown[], T>(
  id: ClaimId,
  needs: readonly [...{ [Each in keyof Needs]: Needs[Each] | undefined }],
  step: (...values: Needs) => Found<T> | Promise<Found<T>>,
): Promise<Judged<T>> {
  if (needs.includes(undefined)) {
    return {
      claim: makeClaim(id, { verdict: 'not_checked', compared: 'What it needs could not be read.' }),
      value: undefined,
    };
  }
  try {
    const found = await step(...(needs as unknown as Needs));
    return { claim: makeClaim(id, found), value: found.value };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return { claim: makeClaim(id, { verdict: 'fails', compared: `${error.message}.` }), value: undefined };
  }
}

function makeClaim(id: ClaimId, found: Found<unknown>): Claim {
  const { verdict = 'holds', compared, digest = null } = found;
  return { id, verdict, sentence: CLAIMS[id], compared, digest };
}
