import { AtlasError, evidenceDownloadQuery, evidenceView } from '@aureus/contract';
import type { EvidenceView, Person } from '@aureus/contract';
import { z } from 'zod';
import { transaction } from '#platform/db';
import type { Db } from '#platform/db';
import { bytes, json, route } from '#platform/http';
import type { Route, Session } from '#platform/http';
import type { Audit, Origin } from '#trust/audit';
import type { Evidence, KeyChoice } from './evidence.ts';

/**
 * How far a person sees into a question's evidence now: not at all (as if it did not exist), everything but the rows
 * and keys, or everything.
 */
export type Sight = 'none' | 'sealed' | 'open';

type Entrant = { readonly person: Person; readonly session: Session };
type Download = { readonly evidenceId: string; readonly keys: KeyChoice };

export type EvidenceRoutesDeps = {
  readonly db: Db;
  readonly evidence: Pick<Evidence, 'loadJson' | 'loadRun' | 'pack'>;
  readonly audit: Pick<Audit, 'record'>;
  /** Short-lived tokens, bound to evidence id, person, session and choice of keys. */
  readonly identity: {
    signDownload(entrant: Entrant, what: Download): Promise<string>;
    openDownload(token: string): Promise<Download & Entrant>;
  };
  readonly sight: (person: Person, run: string) => Promise<Sight>;
};

const params = z.strictObject({ id: z.uuid() });
const ZIP = 'application/zip';

export function evidenceRoutes(deps: EvidenceRoutesDeps): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/audit/evidence/:id',
      permission: 'evidence.read',
      audit: 'evidence.read',
      rate: 'other',
      summary: 'The evidence of one question, with links to its pack',
      params,
      responses: { 200: evidenceView },
      handle: async ({ person, session, params: { id } }) =>
        json(200, await viewEvidence(deps, { person, session }, id)),
    }),
    route({
      method: 'GET',
      path: '/v1/audit/evidence/:id/download',
      permission: 'public',
      audit: 'evidence.download',
      rate: 'other',
      summary: 'The evidence pack, by a link that is good for five minutes',
      params,
      query: evidenceDownloadQuery,
      responses: { 200: { bytes: ZIP } },
      handle: async ({ params: { id }, query, address, userAgent }) => {
        const pack = await download(deps, { id, ...query }, { address, userAgent });
        return bytes(ZIP, pack, {
          'Content-Disposition': `attachment; filename="evidence-${id}.zip"`,
          'Referrer-Policy': 'no-referrer',
        });
      },
    }),
  ];
}

async function viewEvidence(deps: EvidenceRoutesDeps, entrant: Entrant, id: string): Promise<EvidenceView> {
  const sight = await checkSight(deps, entrant.person, id);
  const found = await deps.evidence.loadJson(deps.db, id);
  const linkTo = async (keys: KeyChoice): Promise<string> => {
    const token = await deps.identity.signDownload(entrant, { evidenceId: id, keys });
    return `/v1/audit/evidence/${id}/download?token=${encodeURIComponent(token)}&keys=${keys}`;
  };
  const sealed = await linkTo('none');
  return { ...found, download_url: sight === 'open' ? await linkTo('all') : sealed, download_url_sealed: sealed };
}

type Asked = { readonly id: string; readonly token: string; readonly keys?: KeyChoice | undefined };

/** Rights are judged again at use. That keys were handed over is on record before anybody has them. */
async function download(deps: EvidenceRoutesDeps, asked: Asked, origin: Origin): Promise<Uint8Array> {
  const link = await deps.identity.openDownload(asked.token);
  if (link.evidenceId !== asked.id || (asked.keys ?? link.keys) !== link.keys) throw notFound();
  const sight = await checkSight(deps, link.person, asked.id);
  if (link.keys === 'all' && sight !== 'open') {
    throw new AtlasError(
      'AUTHORIZATION_FAILED',
      'You could not have asked this question now, so its keys are not handed out.',
    );
  }
  const pack = await deps.evidence.pack(deps.db, asked.id, link.keys);
  const run = await deps.evidence.loadRun(deps.db, asked.id);
  await transaction(deps.db, (tx) =>
    deps.audit.record(tx, {
      type: link.keys === 'all' ? 'evidence_keys_disclosed' : 'evidence_downloaded',
      actor: { id: link.person.id, team: link.person.team },
      resource: { type: 'evidence', id: asked.id },
      details: { keys: link.keys },
      origin,
      ...(run === null ? {} : { run }),
    }),
  );
  return pack;
}

/** Somebody else's evidence answers exactly like evidence that does not exist. */
async function checkSight(deps: EvidenceRoutesDeps, person: Person, id: string): Promise<Exclude<Sight, 'none'>> {
  const run = await deps.evidence.loadRun(deps.db, id);
  const sight = run === null ? 'none' : await deps.sight(person, run);
  if (sight === 'none') throw notFound();
  return sight;
}

const notFound = (): AtlasError => new AtlasError('RESOURCE_NOT_FOUND', 'There is no such evidence.');
