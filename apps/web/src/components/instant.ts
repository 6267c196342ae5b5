/** "22 Nov 2026, 18:04" in the reader's zone: for the interface. */
export function readerTime(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(iso));
}

/** "2026-11-22 18:04:09": for audit and evidence, where every reader must see the same. */
export function utcTime(iso: string): string {
  return new Date(iso).toISOString().slice(0, 19).replace('T', ' ');
}
