import { isIPv4, isIPv6 } from 'node:net';

/** An IPv4 address that came in over an IPv6 socket is written as what it is. */
export function toAddress(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  return mapped?.[1] ?? ip;
}

/**
 * The network part of an address. Whoever has an IPv6 address has a /64 or more of them, so counting single ones counts
 * nothing.
 */
export function toBlock(address: string, bits: { readonly v4: number; readonly v6: number }): string {
  if (isIPv4(address)) return `${toPrefix(bytesOfV4(address), bits.v4).join('.')}/${bits.v4}`;
  if (!isIPv6(address)) return 'unknown';
  const prefix = toPrefix(bytesOfV6(address), bits.v6);
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((prefix[2 * i] ?? 0) * 256 + (prefix[2 * i + 1] ?? 0)).toString(16),
  );
  return `${groups.join(':')}/${bits.v6}`;
}

/** The key of a limit: one IPv4 address, or one customer's IPv6 network. */
export const LIMIT_BLOCK = { v4: 32, v6: 64 } as const;
/** The neighbourhood in which sign-in failures of an account are counted together. */
export const SIGN_IN_BLOCK = { v4: 24, v6: 56 } as const;

function toPrefix(bytes: readonly number[], bits: number): number[] {
  return bytes.map((byte, i) => byte & (0xff << Math.min(8, Math.max(0, 8 * (i + 1) - bits))) & 0xff);
}

function bytesOfV4(address: string): number[] {
  return address.split('.').map(Number);
}

function bytesOfV6(address: string): number[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  return [...left, ...Array.from({ length: 16 - left.length - right.length }, () => 0), ...right];
}

function groupsOf(text: string): number[] {
  return text
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) =>
      group.includes('.') ? bytesOfV4(group) : [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff],
    );
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

export function isLoopback(name: string): boolean {
  return LOOPBACK.has(name.toLowerCase());
}

/**
 * A page of another site whose name was pointed at this machine (DNS rebinding) sends that name as Host: only the public
 * name and the loopback's own are ours.
 */
export function isOurHost(host: string, publicUrl: string): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[^:]+)(:\d{1,5})?$/i.exec(host)?.[1];
  if (name === undefined) return false;
  return isLoopback(name) || host.toLowerCase() === new URL(publicUrl).host.toLowerCase();
}
