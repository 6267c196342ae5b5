import type { Crypto } from '../crypto.ts';
import { checkFormat } from '../ledger-error.ts';
import { runSubject } from '../act.ts';
import { type StatementStage, isClosing } from '../statement.ts';
import type { Found } from './claim.ts';
import { type ReadLeaf, leafOf } from './check-log.ts';
import { type ReadStatement, nameOf } from './read-statements.ts';

/** Leaf and statement say the same twice; a leaf that says something else was put in beside its statement. */
export function checkLeaves(statements: readonly ReadStatement[], leaves: readonly ReadLeaf[]): Found<true> {
  for (const [at, read] of statements.entries()) {
    const [said, logged] = [leafOf(read), leaves[at]?.leaf];
    const fields = Object.keys(said) as (keyof typeof said)[];
    const other = fields.find((field) => said[field] !== logged?.[field]);
    checkFormat(other === undefined, `${nameOf(statements, at)} and its leaf differ in ${other ?? ''}`);
  }
  if (leaves.some(({ index }) => index === null)) {
    return { value: true, verdict: 'pending', compared: 'Only the closing leaf is known yet: it agrees.' };
  }
  return {
    value: true,
    compared: `type, run, seq, time, actor, envelope, prev and kid of ${statements.length} leaves`,
  };
}

/** The attacker drops a stage, or puts one in, or says that they happened in another order. */
export function checkChain(leaves: readonly ReadLeaf[]): Found<true> {
  const run = leaves[0]?.leaf.run;
  for (const [at, { leaf, index }] of leaves.entries()) {
    const before = leaves[at - 1];
    checkFormat(leaf.run === run, `leaf ${at + 1} belongs to another question`);
    checkFormat(leaf.seq === at + 1, `leaf ${at + 1} has another seq`);
    checkFormat(leaf.prev === (before?.hash ?? null), `leaf ${at + 1} does not name the one before`);
    checkFormat(
      index === null || index > (before?.index ?? -1),
      `leaf ${at + 1} stands in the log before the one before`,
    );
  }
  return {
    value: true,
    compared: `seq 1 to ${leaves.length}, prev against the leaf hash before, index ascending`,
    ...closingHash(leaves),
  };
}

/** What may come directly before a stage. `null`: nothing, it is the first. */
const BEFORE: Readonly<Record<StatementStage, readonly (StatementStage | null)[]>> = {
  request: [null],
  derivation: ['request', 'derivation', 'decision', 'execution', 'waiting'],
  decision: ['derivation'],
  execution: ['decision'],
  waiting: ['request', 'derivation', 'decision', 'execution', 'waiting'],
  release: ['execution'],
  refusal: ['request', 'derivation', 'decision', 'execution', 'waiting'],
};

/** Intention before execution, execution before release, one closing, and every statement about this run. */
export async function checkStages(statements: readonly ReadStatement[], crypto: Crypto): Promise<Found<true>> {
  const run = statements[0]?.statement.head.run ?? '';
  const subject = await runSubject(run, crypto);
  for (const [at, { statement }] of statements.entries()) {
    const where = nameOf(statements, at);
    const before = statements[at - 1]?.statement;
    checkFormat(BEFORE[statement.stage].includes(before?.stage ?? null), `${where} cannot stand there`);
    const allowed = before?.stage === 'decision' && before.predicate['outcome'] === 'allow';
    checkFormat(
      allowed === (statement.stage === 'execution'),
      `${where}: an execution follows each allowing decision, and only that`,
    );
    checkFormat(
      isClosing(statement.stage) === (at === statements.length - 1),
      `${where}: a question ends in exactly one closing statement`,
    );
    const [first, ...more] = statement.subjects;
    checkFormat(first?.name === subject.name && first.sha256 === subject.sha256, `${where} is not about this question`);
    const extra = more.map(({ name }) => name).join(' ');
    checkFormat(extra === subjectsAfterRun(statement.stage, extra), `${where} has other subjects than it should`);
    if (statement.stage === 'release')
      checkFormat(before?.predicate['outcome'] === 'done', `${where} releases what did not run`);
    if (statement.stage === 'execution')
      checkSameSql(before?.commitments['final.sql'], statement.commitments['final.sql'], where);
  }
  return { value: true, compared: statements.map(({ statement }) => statement.stage).join(' → ') };
}

/** An execution names its result only if there is one. */
function subjectsAfterRun(stage: StatementStage, has: string): string {
  if (isClosing(stage)) return 'manifest.json';
  return stage === 'execution' && has === 'result.jwe' ? 'result.jwe' : '';
}

function checkSameSql(intended: string | undefined, executed: string | undefined, where: string): void {
  checkFormat(intended !== undefined && intended === executed, `${where} ran another SQL than the decision allowed`);
}

function closingHash(leaves: readonly ReadLeaf[]): { readonly digest?: string } {
  const closing = leaves.at(-1);
  return closing === undefined ? {} : { digest: closing.hash };
}
