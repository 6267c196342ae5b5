import { createHash } from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';
import type { Catalogue } from '@aureus/contract';
import { type Parse, compile, guard, refusedFor } from '@aureus/sqlguard';
import type { Errand, FromWorker, Result, ToWorker, Work } from './messages.ts';

/** The worker's side: keeps catalogues and nothing of any question. One errand at a time, each answered once. */
export function serveGuard(port: MessagePort, parse: Parse): void {
  const catalogues = new Map<string, Catalogue>();
  const watched = watch(parse);
  const say = (message: FromWorker): void => port.postMessage(message);
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'stop') return port.close();
    const result = carryOut(message, catalogues, watched.parse);
    say({ kind: 'done', result, broken: watched.isBroken() });
  });
  say({ kind: 'ready' });
}

function carryOut({ work, key, learn, forget }: Errand, known: Map<string, Catalogue>, parse: Parse): Result {
  if (forget !== null) known.delete(forget);
  if (learn !== null) known.set(key, learn);
  const catalogue = known.get(key);
  if (catalogue === undefined) return refusedFor('guard.crashed', work.sql, `No catalogue ${key} in this worker.`);
  return work.kind === 'guard' ? guardText(work, catalogue, parse) : compileText(work, catalogue, parse);
}

const digestOf = (facts: string): string => createHash('sha256').update(facts).digest('hex');

function guardText({ sql, instant }: Work, catalogue: Catalogue, parse: Parse): Result {
  const guarded = guard({ sql, catalogue, instant, parse });
  if (!guarded.ok) return guarded;
  return { ok: true, facts: guarded.facts, factsDigest: digestOf(guarded.factsDigestInput) };
}

/** The decision was made on facts: a text that is now read otherwise is not the one that was decided on. */
function compileText(work: Work & { kind: 'compile' }, catalogue: Catalogue, parse: Parse): Result {
  const { factsDigest, ...order } = work;
  const compiled = compile({ ...order, catalogue, parse });
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
