/** Days since 1970-01-01, so that every date of the bank is plain arithmetic from the anchor day. */
export type Day = number;

const MS = 86_400_000;
const written = new Map<Day, string>();

/** Reads YYYY-MM-DD; anything else throws. */
export function toDay(iso: string): Day {
  const time = Date.parse(`${iso}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso) || Number.isNaN(time)) throw new RangeError('a day is written YYYY-MM-DD');
  return time / MS;
}

/** Writes YYYY-MM-DD. */
export function fromDay(day: Day): string {
  const known = written.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * MS).toISOString().slice(0, 10);
  written.set(day, text);
  return text;
}

/** The same day of the month, `months` later; the last day where that month is shorter. */
export function addMonths(day: Day, months: number): Day {
  const from = new Date(day * MS);
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(from.getUTCDate(), lastDay)) / MS;
}

/** First day of the calendar quarter that `day` lies in. */
export function quarterStart(day: Day): Day {
  const date = new Date(day * MS);
  return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3) * 3, 1) / MS;
}
