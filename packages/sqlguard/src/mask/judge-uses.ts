import type { Catalogue, MaskKind } from '@aureus/contract';
import type { ColumnUse, Facts, MaskProfile, MisleadingUse, Use } from '../types.ts';
import { shownMask } from './masked-columns.ts';

const WORDS: Readonly<Record<Use, string>> = {
  output: 'show',
  computed: 'compute with',
  filter: 'filter by',
  join: 'join on',
  group: 'group by',
  order: 'sort by',
  aggregate: 'aggregate',
  distinct: 'remove duplicates by',
  window: 'rank by',
};

/**
 * Uses of masked columns whose answer would mislead: the masks would keep the secret, but "0 rows" or a total over
 * masked values is no honest answer. Empty when the question may be answered under the profile.
 */
export function judgeUses(facts: Facts, profile: MaskProfile, catalogue: Catalogue): readonly MisleadingUse[] {
  return facts.columns.flatMap((use) => {
    const mask = shownMask(catalogue, profile, use);
    if (mask === 'full' || use.use === 'output' || isHonest(mask, use, { facts, catalogue })) return [];
    return [{ dataset: use.dataset, column: use.column, mask, use: use.use, sentence: sentence(use, mask) }];
  });
}

type Asked = { readonly facts: Facts; readonly catalogue: Catalogue };

type Compared = NonNullable<ColumnUse['compared']>;

/** What a partial mask determines by itself. */
function isHonest(mask: MaskKind, use: ColumnUse, asked: Asked): boolean {
  if (mask === 'redact') return false;
  if (use.compared?.operator === 'part') return determines(mask, use.compared.literals[0] ?? '');
  if (use.compared !== null) return comparesHonestly(mask, use.compared, isDay(use, asked));
  switch (use.use) {
    case 'group':
      // Groups that nobody sees are only counted or compared, as if each were one value; under a masked key rows of
      // several meet, with all that hangs on it.
      return use.shown === true && !isKey(use, asked);
    case 'distinct':
      // The first of those alike under a mask may be any of them.
      return use.shown === true && !isKey(use, asked) && !asked.facts.shape.picks;
    case 'order':
      // Which of those born in one year comes first, the mask does not know.
      return (mask === 'year' || mask === 'year_month') && !asked.facts.shape.picks;
    default:
      return false;
  }
}

const isKey = ({ dataset, column }: ColumnUse, { catalogue }: Asked): boolean =>
  catalogue.datasets.some(({ name, primaryKey }) => name === dataset && primaryKey.includes(column));

/** A date, which has no time of day; a domain may be over anything. */
function isDay({ dataset, column }: ColumnUse, { catalogue }: Asked): boolean {
  const found = catalogue.datasets.find(({ name }) => name === dataset);
  return found?.columns.find(({ name }) => name === column)?.type === 'date';
}

const YEARS = new Set(['year', 'decade', 'century', 'millennium']);

/** The year of a date cut to its year is the year itself. */
function determines(mask: MaskKind, unit: string): boolean {
  if (mask === 'year') return YEARS.has(unit);
  return mask === 'year_month' && (YEARS.has(unit) || unit === 'month' || unit === 'quarter');
}

/** NULL stays NULL under partial masks, so that they choose as the values do; a literal must be one the mask could give, a range must end where it cuts. */
function comparesHonestly(mask: MaskKind, compared: Compared, ofDays: boolean): boolean {
  const { operator, literals } = compared;
  if (operator === 'is null' || operator === 'is not null' || operator === 'chosen') return true;
  if (mask === 'year' || mask === 'year_month') return endsWhereCut(mask, compared, ofDays);
  return ['=', '<>', 'in', 'not in'].includes(operator) && literals.every((literal) => couldShow(mask, literal));
}

type Cutting = 'year' | 'year_month';

/** The last day of a month is its end only for what has no time of day. */
function endsWhereCut(mask: Cutting, { operator, literals }: Compared, ofDays: boolean): boolean {
  const [low = '', high = ''] = literals;
  if (operator === '>=' || operator === '<') return isFirstOf(mask, low);
  if (!ofDays) return false;
  if (operator === '<=' || operator === '>') return isLastOf(mask, low);
  return /^(?:not )?between$/.test(operator) && isFirstOf(mask, low) && isLastOf(mask, high) && low < high;
}

const isFirstOf = (mask: Cutting, literal: string): boolean =>
  (mask === 'year' ? /^\d{4}-01-01(?:[ T]00:00(?::00)?)?$/ : /^\d{4}-\d{2}-01(?:[ T]00:00(?::00)?)?$/).test(
    literal.trim(),
  );

/** The day before a first one. */
function isLastOf(mask: Cutting, literal: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(literal) ?? [];
  if (year === undefined || day === undefined || (mask === 'year' && month !== '12')) return false;
  return Number(day) === new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
}

/** Whole values of the masks, which trim what they are given: `****` stands for one too short to show an end of. */
const SHAPES: Readonly<Partial<Record<MaskKind, RegExp>>> = {
  last2: /^\*{4}(?:.[^ ])?$/u,
  last4: /^\*{4}(?:.{3}[^ ])?$/u,
  domain: /^\*{3}(?:@(?:[^@]*[^@ ])?)?$/u,
  initials: /^(?:\*{4}|\S\.(?: \S\.)?)$/u,
};
const couldShow = (mask: MaskKind, literal: string): boolean => SHAPES[mask]?.test(literal) === true;

function sentence(use: ColumnUse, mask: MaskKind): string {
  const column = `${use.dataset}.${use.column}`;
  if (mask === 'redact') return `${column} is withheld from you, so a question may not ${WORDS[use.use]} it.`;
  return `${column} is shown to you in part (${mask.replace('_', ' ')}), so a question may not ${WORDS[use.use]} it.`;
}
