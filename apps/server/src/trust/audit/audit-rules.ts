import { parseEnvelope } from '@aureus/ledger';
import type { JsonObject, SignedAct } from '@aureus/ledger';
import type { AuditEvent } from './audit.ts';

/** A row of the customer's `audit_events`, as it stands inside the signed payload of its leaf. */
export type AuditRow = {
  readonly id: string;
  readonly event_type: string;
  readonly user_id: string | null;
  readonly team: string | null;
  readonly resource_type: string | null;
  readonly resource_id: string | null;
  readonly details: JsonObject;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
  readonly created_at: string;
};

/** A row and the leaf (hex) that it belongs to. */
export type PlacedRow = AuditRow & { readonly leaf_hash: string };

/** A browser's name is its own word: cut, so that nobody fills the record with it. */
const MAX_USER_AGENT = 300;

export function toAuditRow(event: AuditEvent, id: string, time: string): AuditRow {
  return {
    id,
    event_type: event.type,
    user_id: event.actor?.id ?? null,
    team: event.actor?.team ?? null,
    resource_type: event.resource?.type ?? null,
    resource_id: event.resource?.id ?? null,
    details: event.details,
    ip_address: event.origin.address,
    user_agent: event.origin.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    created_at: time,
  };
}

/** The row's columns from the signed envelope and from nowhere else, so that row and proof cannot differ. */
export function rowOf(act: Pick<SignedAct, 'envelope' | 'leafHash'>): PlacedRow {
  const payload = JSON.parse(Buffer.from(parseEnvelope(act.envelope).payload).toString('utf8')) as { row: AuditRow };
  return { ...payload.row, leaf_hash: act.leafHash };
}

/** The block an address counts for: a stranger has many addresses, but few blocks. */
export function addressBlock(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  const v4 = (mapped ?? address).split('.');
  if (v4.length === 4) return `${v4.slice(0, 3).join('.')}.0/24`;
  const [head = ''] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  return `${[...groups, '0', '0', '0'].slice(0, 3).join(':')}::/48`;
}
