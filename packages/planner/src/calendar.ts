/** A civil day without a zone. All arithmetic is proleptic Gregorian in UTC, so no clock or zone leaks in. */
export type Day = { readonly year: number; readonly month: number; readonly day: number };
export type Grain = 'day' | 'week' | 'month' | 'quarter' | 'year';

function toUtc(day: Day): Date {
  return new Date(Date.UTC(day.year, day.month - 1, day.day));
}

function fromUtc(date: Date): Day {
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The civil day that an instant is in a zone. Throws RangeError on an unknown zone or a malformed instant. */
export function toDay(instant: string, timeZone: string): Day {
  const text = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(instant),
  );
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return { year, month, day };
}

export function toIso(day: Day): string {
  return `${String(day.year).padStart(4, '0')}-${String(day.month).padStart(2, '0')}-${String(day.day).padStart(2, '0')}`;
}

/** The same day, `count` units of `grain` later; the day of a shorter month is its last. */
export function addTo(day: Day, count: number, grain: Grain): Day {
  if (grain === 'day' || grain === 'week') {
    const date = toUtc(day);
    date.setUTCDate(date.getUTCDate() + count * (grain === 'week' ? 7 : 1));
    return fromUtc(date);
  }
  const months = { month: 1, quarter: 3, year: 12 }[grain] * count;
  const index = day.year * 12 + (day.month - 1) + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return { year, month, day: Math.min(day.day, last) };
}

/** First day of the unit the day lies in; weeks begin on Monday (ISO 8601). */
export function startOf(day: Day, grain: Grain): Day {
  switch (grain) {
    case 'day':
      return day;
    case 'week':
      return addTo(day, -((toUtc(day).getUTCDay() + 6) % 7), 'day');
    case 'month':
      return { ...day, day: 1 };
    case 'quarter':
      return { year: day.year, month: day.month - ((day.month - 1) % 3), day: 1 };
    case 'year':
      return { year: day.year, month: 1, day: 1 };
  }
}

export function isRealDay(day: Day): boolean {
  return day.month >= 1 && day.month <= 12 && toIso(fromUtc(toUtc(day))) === toIso(day);
}
/** Start of a civil day in a zone as UTC offset text ("+02:00"), for literals of type timestamptz. */
export function offsetAt(day: Day, timeZone: string): string {
  const noon = new Date(`${toIso(day)}T00:00:00Z`);
  const part = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(noon)
    .find((p) => p.type === 'timeZoneName');
  const offset = (part?.value ?? 'GMT').replace('GMT', '');
  return offset === '' ? '+00:00' : offset;
}
