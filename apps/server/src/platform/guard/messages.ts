import type { Catalogue } from '@aureus/contract';
import type { Compiled, Facts, Instant, MaskProfile, Provision, Refused } from '@aureus/sqlguard';

/** What crosses between the server's thread and the guard's. Trees never do: a hop alone costs more than a small parse. */

/** Facts of an accepted text, and the digest that its compilation must reach again. */
export type GuardedText = { readonly ok: true; readonly facts: Facts; readonly factsDigest: string };

export type CompiledText = Omit<Compiled, 'factsDigestInput'>;

type Text = { readonly sql: string; readonly instant: Instant };

export type Work =
  | ({ readonly kind: 'guard' } & Text)
  | ({
      readonly kind: 'compile';
      readonly factsDigest: string;
      readonly provision: Provision;
      readonly maskedSchema: string;
      readonly rowCap: number;
    } & Text);

/** What work is done over: much larger than the text, and the same for many of them. */
export type Ground = { readonly catalogue: Catalogue; readonly profile: MaskProfile | null };

/** Something that crosses once. The sender decides what the thread keeps: it learns and forgets as it is told. */
export type Kept<Thing> = { readonly key: string; readonly learn: Thing | null; readonly forget: string | null };

export type Errand = {
  readonly kind: 'errand';
  readonly work: Work;
  readonly catalogue: Kept<Catalogue>;
  readonly profile: Kept<MaskProfile> | null;
};

export type ToWorker = Errand | { readonly kind: 'stop' };

export type Result = GuardedText | CompiledText | Refused;

export type FromWorker =
  | { readonly kind: 'ready' }
  /** `broken`: the parser threw something that is no verdict of its own; its memory is not to be trusted any more. */
  | { readonly kind: 'done'; readonly result: Result; readonly broken: boolean };
