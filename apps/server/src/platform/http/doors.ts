import type { AtlasError, Person } from '@aureus/contract';
import type { RequestFacts, Route, Session } from './route.ts';

/** A request before its body is read. `route` is null where none matched. */
export type Arrival = RequestFacts & {
  readonly method: string;
  readonly host: string;
  readonly route: Route | null;
};

/** Who came in, what the reply must carry, and why it goes no further, if it does not. */
export type Admission = {
  readonly person: Person | null;
  readonly session: Session | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly refusal: AtlasError | null;
};

/** What the server asks of the doors. The doors themselves stand beside the composition root: they know the trust rooms. */
export type Doors = {
  /** Judges a request by everything but its body. */
  admit(arrival: Arrival & { readonly route: Route }): Promise<Admission>;
  /** MUST be called for every 4xx, also of requests that matched no route; where it throws, the answer is that error. */
  recordRefusal(arrival: Arrival, admission: Admission, error: AtlasError): Promise<void>;
  /** Calls `end` when token or session end; the returned function forgets the stream. Throws where a person has too many. */
  openStream(admission: Admission, end: () => void): () => void;
};

/** Nobody, before any door has looked. */
export const NOBODY: Admission = { person: null, session: null, headers: {}, refusal: null };

const onRecord = new WeakSet<AtlasError>();

/** Says of a refusal that its own room has put it on record: the outermost door will not do it a second time. */
export function alreadyRecorded(error: AtlasError): AtlasError {
  onRecord.add(error);
  return error;
}

export function isRecorded(error: AtlasError): boolean {
  return onRecord.has(error);
}
