import { AtlasError, type Catalogue } from '@aureus/contract';
import { transaction } from '#platform/db';
import {
  type Expected,
  type Finding,
  type FindingClass,
  type SourceAddress,
  type SourceLogin,
  attest,
} from '#platform/source';
import { toExpected } from './expected-rules.ts';
import type { ProvisionedProfile } from './profile-store.ts';
import { type SourceDeps, recordAct } from './source-deps.ts';
import { openConnection } from './source-secrets.ts';

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
  /** Address and login of a profile whose server is as it was approved; SOURCE_UNAVAILABLE if it is not. */
  check(
    catalogue: Catalogue,
    profile: ProvisionedProfile,
  ): Promise<{ readonly address: SourceAddress; readonly login: SourceLogin }>;
};

/** Makes the look at a source that comes before every question. */
export function makeAttestation(deps: SourceDeps): Attestation {
  const look = makeLook(deps.attestMs ?? BELIEVED_MS);
  const tell = makeTell(deps);
  return {
    async findings(catalogue, profile) {
      const open = await openConnection(deps, catalogue.source.id, profile);
      return attest(open.address, open.login, toExpected(catalogue, open.source, open.profile));
    },
    async check(catalogue, profile) {
      const { source, address, login, ...opened } = await openConnection(deps, catalogue.source.id, profile);
      const expected = toExpected(catalogue, source, opened.profile);
      const stops = (await look(address, login, expected)).filter((one) => one.stops);
      await tell(source.id, login.user, stops);
      if (stops.length === 0) return { address, login };
      const about = [...new Set(stops.map((one) => CLASSES[one.about]))].join(', ');
      throw new AtlasError(
        'SOURCE_UNAVAILABLE',
        `The bank's database has changed (${about}) and is not asked until an operator has looked at it.`,
        { detail: stops.map((one) => `${one.check}: ${one.sentence}`).join('\n') },
      );
    },
  };
}

type Look = (address: SourceAddress, login: SourceLogin, expected: Expected) => Promise<Finding[]>;

/** Remembers what it saw, for a time that is the most a change stays unseen. Another expectation is another look. */
function makeLook(believedMs: number): Look {
  const held = new Map<string, { readonly until: number; readonly findings: Promise<Finding[]> }>();
  return async (address, login, expected) => {
    const key = JSON.stringify([address, expected]);
    const known = held.get(key);
    const now = performance.now();
    if (known !== undefined && known.until > now) return known.findings;
    for (const [old, { until }] of held) if (until <= now) held.delete(old);
    const findings = attest(address, login, expected);
    held.set(key, { until: now + believedMs, findings });
    try {
      const stops = (await findings).some((one) => one.stops);
      if (stops) held.set(key, { until: now + Math.min(DOUBTED_MS, believedMs), findings });
    } catch (error) {
      held.delete(key);
      throw error;
    }
    return findings;
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
