import { createHash } from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';
import type { Catalogue } from '@aureus/contract';
import { type MaskProfile, type Parse, compile, guard, refusedFor } from '@aureus/sqlguard';
import type { Errand, FromWorker, Kept, Result, ToWorker, Work } from './messages.ts';

/** The thread's side: keeps catalogues and profiles, and nothing of any question. One errand at a time, each answered once. */
export function serveGuard(port: MessagePort, parse: Parse): void {
  const known: Known = { catalogues: new Map(), profiles: new Map() };
  const watched = watch(parse);
  const say = (message: FromWorker): void => port.postMessage(message);
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'stop') return port.close();
    const result = carryOut(message, known, watched.parse);
    say({ kind: 'done', result, broken: watched.isBroken() });
  });
  say({ kind: 'ready' });
}

type Known = { readonly catalogues: Map<string, Catalogue>; readonly profiles: Map<string, MaskProfile> };

function carryOut(errand: Errand, known: Known, parse: Parse): Result {
  const { work } = errand;
  const catalogue = recall(known.catalogues, errand.catalogue);
  const profile = errand.profile === null ? undefined : recall(known.profiles, errand.profile);
  if (catalogue !== undefined && work.kind === 'guard') return guardText(work, catalogue, parse);
  if (catalogue !== undefined && work.kind === 'compile' && profile !== undefined) {
    return compileText(work, { catalogue, profile, parse });
  }
  return refusedFor('guard.crashed', work.sql, 'The thread was not told what to work over.');
}

function recall<Thing>(known: Map<string, Thing>, { key, learn, forget }: Kept<Thing>): Thing | undefined {
  if (forget !== null) known.delete(forget);
  if (learn !== null) known.set(key, learn);
  return known.get(key);
}

const digestOf = (facts: string): string => createHash('sha256').update(facts).digest('hex');

function guardText({ sql, instant }: Work, catalogue: Catalogue, parse: Parse): Result {
  const guarded = guard({ sql, catalogue, instant, parse });
  if (!guarded.ok) return guarded;
  return { ok: true, facts: guarded.facts, factsDigest: digestOf(guarded.factsDigestInput) };
}

/** The decision was made on facts: a text that is now read otherwise is not the one that was decided on. */
function compileText(
  work: Work & { kind: 'compile' },
  over: { readonly catalogue: Catalogue; readonly profile: MaskProfile; readonly parse: Parse },
): Result {
  const { factsDigest, ...order } = work;
  const compiled = compile({ ...order, ...over });
  if (!compiled.ok) return compiled;
  const { factsDigestInput, ...text } = compiled;
  const digest = digestOf(factsDigestInput);
  return digest === factsDigest ? text : refusedFor('guard.inconsistent', work.sql, `${factsDigest} became ${digest}`);
}

/** A text the parser refuses comes with a place in it; everything else it throws is WebAssembly that lost its footing. */
function watch(parse: Parse): { readonly parse: Parse; readonly isBroken: () => boolean } {
  let broken = false;
  return {
    parse(sql) {
      try {
        return parse(sql);
      } catch (error) {
        broken ||= !(error instanceof Error && 'sqlDetails' in error && error.sqlDetails !== undefined);
        throw error;
      }
    },
    isBroken: () => broken,
  };
}
