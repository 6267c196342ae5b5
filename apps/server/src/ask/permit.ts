import { judgeUses } from '@aureus/sqlguard';
import type { DatasetReach, RecordedDecision } from '#trust/access';
import type { AskDeps } from './ask-deps.ts';
import { decisionOf, derivationOf } from './statements.ts';
import { type Guarded, type Permitted, Refusal, mint } from './stages.ts';

/**
 * Decides on the facts: every dataset may be asked about, a provisioned profile nowhere wider than the person's exists,
 * and no use of a masked column would mislead. Waiting for an approval joins here.
 */
export async function permit(deps: AskDeps, guarded: Guarded): Promise<Permitted> {
  const { ground, catalogue } = guarded.planned.grounded;
  const reaches = guarded.facts.datasets.map((name) => ground.reach.known.find((one) => one.dataset === name));
  const decisions = decisionsFor(guarded, reaches);
  for (const [at, reach] of reaches.entries()) {
    if (reach?.may !== 'ask') throw refuseDataset(guarded, decisions, reach ?? guarded.facts.datasets[at] ?? '');
  }
  const away = guarded.facts.datasets.filter((name) => ground.away.includes(name));
  if (away.length > 0) throw refuse(guarded, decisions, viewsAway(away));
  if (ground.chosen === null) {
    await requestProfile(deps, guarded);
    throw refuse(guarded, decisions, ground.waitsForDba ? WAITS_FOR_DBA : BEING_PREPARED);
  }
  const { profile, exact } = ground.chosen;
  if (!exact || Object.keys(profile.statistics).length === 0) await requestProfile(deps, guarded);
  const misleading = judgeUses(guarded.facts, { digest: profile.digest, relations: profile.relations }, catalogue);
  const [first] = misleading;
  if (first !== undefined) {
    // Of a narrower profile it would not be true that this person may not see the column.
    const own = exact ? misleading : judgeUses(guarded.facts, ground.reach.profile, catalogue);
    if (own.length === 0) throw refuse(guarded, decisions, ground.waitsForDba ? WAITS_FOR_DBA : BEING_PREPARED);
    throw refuse(guarded, decisions, {
      code: 'AUTHORIZATION_FAILED',
      rules: ['masking.misleading_use'],
      sentence: first.sentence,
      view: {
        misleading,
        accessRequest: {
          type: 'pii_unmask',
          payload: { columns: misleading.map((one) => `${one.dataset}.${one.column}`) },
          reason: '',
        },
      },
    });
  }
  return mint<Permitted>({ guarded, profile, exact, decisions });
}

/** The Cedar requests behind this question: its datasets, their row filters, and the masks of the columns it uses. */
function decisionsFor(guarded: Guarded, reaches: readonly (DatasetReach | undefined)[]): RecordedDecision[] {
  const { reach } = guarded.planned.grounded.ground;
  const columns = new Set(guarded.facts.columns.map((use) => `${use.dataset}.${use.column}`));
  return [
    ...reaches.flatMap((one) => one?.decisions ?? []),
    ...guarded.facts.datasets.flatMap((name) => reach.filters.get(name) ?? []),
    ...[...columns].flatMap((name) => reach.masks.get(name) ?? []),
  ];
}

type Sentence = Pick<Refusal, 'code'> & { rules: readonly string[]; sentence: string; view?: Refusal['view'] };

const BEING_PREPARED: Sentence = {
  code: 'SERVICE_UNAVAILABLE',
  rules: ['profile.not_provisioned'],
  sentence: 'Your view of the data is being prepared. Ask again in a minute.',
};

const WAITS_FOR_DBA: Sentence = {
  code: 'SERVICE_UNAVAILABLE',
  rules: ['profile.waiting_for_dba'],
  sentence: "Your view of the data waits for the bank's database administrator, who has to make it.",
};

const viewsAway = (datasets: readonly string[]): Sentence => ({
  code: 'SOURCE_UNAVAILABLE',
  rules: ['source.views_away'],
  sentence: `The bank is changing ${datasets.join(', ')} just now. Ask again later.`,
});

function refuse(guarded: Guarded, decisions: readonly RecordedDecision[], why: Sentence): Refusal {
  return new Refusal(why.code, why.sentence, {
    rules: why.rules,
    view: why.view ?? {},
    owed: {
      derivation: derivationOf(guarded.planned, { outcome: 'accepted', rules: [] }),
      decision: decisionOf(guarded, { outcome: 'refuse', decisions, profile: null }),
    },
  });
}

/** A dataset outside the catalogue slice never comes here: the guard does not know it. */
function refuseDataset(
  guarded: Guarded,
  decisions: readonly RecordedDecision[],
  reach: DatasetReach | string,
): Refusal {
  const name = typeof reach === 'string' ? reach : reach.dataset;
  const reason = typeof reach === 'string' ? '' : reach.reason;
  const waits = typeof reach !== 'string' && reach.may === 'approval';
  const policies = typeof reach === 'string' ? [] : (reach.decisions.at(-1)?.policies ?? []);
  return refuse(guarded, decisions, {
    code: waits ? 'APPROVAL_REQUIRED' : 'AUTHORIZATION_FAILED',
    rules: policies.length > 0 ? policies : ['access.not_permitted'],
    sentence: `You may not ask about ${name}. ${reason} Ask an approver or admin for access.`,
    view: { accessRequest: { type: 'dataset_access', payload: { dataset: name }, reason: '' } },
  });
}

async function requestProfile(deps: AskDeps, guarded: Guarded): Promise<void> {
  const { profile } = guarded.planned.grounded.ground.reach;
  const { id } = guarded.planned.grounded.question.person;
  await deps.jobs.enqueue(
    deps.db,
    'provision_profile',
    { user_id: id },
    { jobKey: `profile ${profile.digest}`, maxAttempts: 3 },
  );
}
