import type { TypeName } from '../pg/types.ts';
import type { Instant } from '../types.ts';
import { refuse } from '../verdict.ts';

/** Anywhere: PostgreSQL reads `10:00today` as two words, and no month, zone or unit holds one of these. */
const WORD = /now|today|yesterday|tomorrow/i;
const DATE_TYPES = new Set(['date', 'timestamp', 'timestamptz', 'time']);
const HOLDERS = /^(?:_date|_timestamp|_timestamptz|_time|_?(?:date|ts|tstz)(?:multi)?range)$/;

/**
 * B9: a literal that becomes a date must mean the same in every run. The words PostgreSQL reads from its clock are
 * replaced by what they mean at the recorded instant; everything else stays as it is written.
 */
export function fixTimeWords(text: string, type: string, instant: Instant, at: number): string {
  if (!DATE_TYPES.has(type)) {
    if (HOLDERS.test(type) && WORD.test(text)) refuse('literal.time_word', { at });
    return text;
  }
  const word = /^\s*(now|today|yesterday|tomorrow)\s*$/i.exec(text)?.[1]?.toLowerCase();
  if (word !== undefined) return wordAt(word, type, instant, at);
  if (WORD.test(text)) refuse('literal.time_word', { at });
  return text;
}

/** A time of day with a zone name reads the session's date to know summer time. */
export function checkZonedTime(value: string, type: TypeName, at: number): void {
  if ((type === 'time' || type === '_time') && /[a-z]/i.test(value.replace(/\b[ap]\.?m\b|allballs|T/gi, '')))
    refuse('literal.time_word', { at });
}

function wordAt(word: string, type: string, instant: Instant, at: number): string {
  if (word === 'now') return momentAs(type, instant);
  if (type === 'time') refuse('literal.time_word', { at });
  const day = shiftDay(localParts(instant).date, word === 'tomorrow' ? 1 : word === 'yesterday' ? -1 : 0);
  if (type === 'date') return day;
  return type === 'timestamp' ? `${day} 00:00:00` : `${day} 00:00:00 ${instant.timeZone}`;
}

/** The instant as a literal of the wanted type, in the source's zone. */
export function momentAs(type: string, instant: Instant): string {
  const { date, time } = localParts(instant);
  switch (type) {
    case 'date':
      return date;
    case 'time':
      return time;
    case 'timestamp':
      return `${date} ${time}`;
    default:
      return `${new Date(instant.at).toISOString().slice(0, 19).replace('T', ' ')}${fraction(instant)}+00`;
  }
}

/** Digits behind the second, as given: a Date keeps only milliseconds, a server's clock has microseconds. */
function fraction(instant: Instant): string {
  const digits = /\.(\d{1,6})/.exec(instant.at)?.[1] ?? '';
  return digits === '' ? '' : `.${digits}`;
}

function localParts(instant: Instant): { date: string; time: string } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: instant.timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(new Date(instant.at));
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return {
    date: `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`,
    time: `${of('hour')}:${of('minute')}:${of('second')}${fraction(instant)}`,
  };
}

function shiftDay(date: string, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}
