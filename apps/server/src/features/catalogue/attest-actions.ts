import { AtlasError, type Catalogue } from '@aureus/contract';
import { transaction } from '#platform/db';
import {
  type Expected,
  type Finding,
  type FindingClass,
  type SourceAddress,
  type SourceLogin,
  attest,
  findHeld,
} from '#platform/source';
import { toExpected } from './expected-rules.ts';
import type { SourceRow } from './catalogue-store.ts';
import type { ProvisionedProfile } from './profile-store.ts';
import { type SourceDeps, recordAct } from './source-deps.ts';
import { type Opened, openConnection } from './source-secrets.ts';

/** All that an asker learns of what changed: the sentence itself is the operator's. */
const CLASSES: Readonly<Record<FindingClass, string>> = {
  server: 'its version',
  settings: 'its settings',
  login: "a login's rights",
  grants: 'its grants',
  code: 'its functions and operators',
  relations: 'its tables',
  views: 'its masked views',
};

/** Found in order, a source is believed for a minute; found changed, it is looked at again soon, so that a repair shows. */
const BELIEVED_MS = 60_000;
const DOUBTED_MS = 5000;

export type Attestation = {
  /** Everything `doctor` prints about one profile's login, looked at now. */
  findings(catalogue: Catalogue, profile: ProvisionedProfile): Promise<Finding[]>;
  /**
   * Address and login of a profile whose server is as it was approved; SOURCE_UNAVAILABLE if it is not, or if nobody could
   * look at one of the datasets because other work holds it.
   */
  check(
    catalogue: Catalogue,
    profile: ProvisionedProfile,
    datasets: readonly string[],
  ): Promise<{ readonly address: SourceAddress; readonly login: SourceLogin }>;
};

/** Makes the look at a source that comes before every question. */
export function makeAttestation(deps: SourceDeps): Attestation {
  const look = makeLook(deps.attestMs ?? BELIEVED_MS);
  const tell = makeTell(deps);
  return {
    async findings(catalogue, profile) {
      const asked = toAsked(catalogue, await openConnection(deps, catalogue.source.id, profile));
      const { findings, held } = await lookNow(asked);
      const notes = held.map((name): Finding => {
        const sentence = `other work holds ${name} locked: it was not looked at, and no question that reads it runs`;
        return { check: 'relations.held', about: 'relations', stops: false, sentence };
      });
      return [...findings, ...notes];
    },
    async check(catalogue, profile, datasets) {
      const { source, ...opened } = await openConnection(deps, catalogue.source.id, profile);
      const { address, login } = opened;
      const { findings, held } = await look(toAsked(catalogue, { source, ...opened }));
      const stops = findings.filter((one) => one.stops);
      await tell(source.id, login.user, stops);
      if (stops.length > 0) throw changed(stops);
      const unseen = datasets.filter((name) => held.includes(name));
      if (unseen.length > 0)
        throw new AtlasError('SOURCE_UNAVAILABLE', "The bank's table is locked by other work just now; ask again.", {
          detail: `locked before it was looked at: ${unseen.join(', ')}`,
        });
      return { address, login };
    },
  };
}

function changed(stops: readonly Finding[]): AtlasError {
  const about = [...new Set(stops.map((one) => CLASSES[one.about]))].join(', ');
  return new AtlasError(
    'SOURCE_UNAVAILABLE',
    `The bank's database has changed (${about}) and is not asked until an operator has looked at it.`,
    { detail: stops.map((one) => `${one.check}: ${one.sentence}`).join('\n') },
  );
}

type Asked = {
  readonly address: SourceAddress;
  readonly login: SourceLogin;
  readonly source: SourceRow;
  /** What is to be found where some datasets cannot be looked at. */
  readonly expect: (held: readonly string[]) => Expected;
};

const toAsked = (catalogue: Catalogue, { source, profile, address, login }: Opened): Asked => ({
  address,
  login,
  source,
  expect: (held) => toExpected(catalogue, { ...source, away: [...source.away, ...held] }, profile),
});

/** `held`: datasets that other work keeps from being looked at. What stands on the others is looked at all the same. */
type Looked = { readonly findings: readonly Finding[]; readonly held: readonly string[] };

async function lookNow({ address, login, source, expect }: Asked): Promise<Looked> {
  const relations = Object.entries(source.baseline);
  const locked = await findHeld(
    address,
    login,
    relations.map(([, { oid }]) => oid),
  );
  const held = relations.flatMap(([name, { oid }]) => (locked.has(oid) ? [name] : []));
  return { findings: await attest(address, login, expect(held)), held };
}

/** Remembers what it saw, for a time that is the most a change stays unseen. Another expectation is another look. */
function makeLook(believedMs: number): (asked: Asked) => Promise<Looked> {
  const kept = new Map<string, { readonly until: number; readonly looked: Promise<Looked> }>();
  return async (asked) => {
    const key = JSON.stringify([asked.address, asked.expect([])]);
    const known = kept.get(key);
    const now = performance.now();
    if (known !== undefined && known.until > now) return known.looked;
    for (const [old, { until }] of kept) if (until <= now) kept.delete(old);
    const looked = lookNow(asked);
    kept.set(key, { until: now + believedMs, looked });
    try {
      const { findings, held } = await looked;
      const isDoubted = held.length > 0 || findings.some((one) => one.stops);
      if (isDoubted) kept.set(key, { until: now + Math.min(DOUBTED_MS, believedMs), looked });
    } catch (error) {
      kept.delete(key);
      throw error;
    }
    return looked;
  };
}

/** A source that stops or resumes is a leaf, and for the operator a line that asks for a person. */
function makeTell({ db, audit, log }: SourceDeps) {
  const stopped = new Set<string>();
  return async (id: string, login: string, stops: readonly Finding[]): Promise<void> => {
    const isStopped = stops.length > 0;
    if (isStopped === stopped.has(login)) return;
    const checks = [...new Set(stops.map((one) => one.check))];
    const type = isStopped ? 'source_stopped' : 'source_resumed';
    await transaction(db, (tx) => recordAct(audit, tx, { type, id, details: { login, checks } }));
    if (isStopped) log.error('Source stopped', { source_id: id, login, checks: checks.join(' ') });
    else log.info('Source resumed', { source_id: id, login });
    if (isStopped) stopped.add(login);
    else stopped.delete(login);
  };
}
