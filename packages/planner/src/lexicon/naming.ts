import type { Dataset } from '@aureus/contract';
import { ABBREVIATIONS, singular } from '../words.ts';
import { knownWords } from './thesaurus.ts';

/** Words that names are commonly made of; names written without a separator are cut where these meet. */
const COMMON =
  `account address age airline airport amount analyst approval area average balance bank base batch birth body book branch brand budget building
car card category center channel city class client close code color comment commission company contact contract cost count country course created credit currency current
customer daily data date day debit delivery department description desk detail device discount doctor due duration email employee end entry event exchange expiry
fee first flag flight gender grade group height high history hotel house hour id image income index industry insurance interest invoice item job join joined key kind
label language last level license limit line link list loan location log login low make manager market maturity member merchant message method mileage model month monthly name
note notes number office open opened order origin outlet owner page parent part party patient payment percent period person phone plan player point policy position post premium
price prior product profit program project purchase quantity quarter question rank rate rating ratio reason receipt record ref region relation rental report request result revenue review
risk role room route salary sale sales salesperson score season sector sender receiver sent serial service session share ship site size snapshot source staff start state status stock store street
student subject supplier symbol system tag target task tax team term text ticker ticket time title token total town track trade train transaction transfer trend trip type unit
update updated url user username value vehicle vendor version view visit volume wallet warehouse week weekly weight winner year zip zone`.split(
    /\s+/,
  );

const ALL: ReadonlySet<string> = new Set([...COMMON, ...knownWords(), ...Object.keys(ABBREVIATIONS)]);

function spell(part: string): readonly string[] {
  return (ABBREVIATIONS[part] ?? part).split(' ').map(singular);
}

/** The name as people read it: cut and spelled out like its words, but in the number it was given in. */
export function labelOf(name: string, words: readonly string[]): string {
  const parts = partsOf(name);
  return parts.map(singular).join(' ') === words.join(' ') ? parts.join(' ') : words.join(' ');
}

function partsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '');
}

/** Splits snake_case and camelCase, spells abbreviations out, and puts each word in the singular. */
export function nameWords(name: string): readonly string[] {
  return partsOf(name).flatMap(spell);
}

function isKnown(part: string, extra: ReadonlyMap<string, readonly string[]>): boolean {
  return ALL.has(part) || ALL.has(singular(part)) || extra.has(part);
}

/** Cuts a run of letters into the fewest known words; null if they do not fill it. */
function segment(text: string, extra: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const best: (readonly string[] | null)[] = [[]];
  for (let end = 1; end <= text.length; end += 1) {
    let found: readonly string[] | null = null;
    for (let start = 0; start < end; start += 1) {
      const before = best[start];
      const piece = text.slice(start, end);
      if (before == null || piece.length < 2 || !isKnown(piece, extra)) continue;
      if (found === null || before.length + 1 < found.length) found = [...before, piece];
    }
    best[end] = found;
  }
  const whole = best[text.length] ?? null;
  return whole !== null && whole.length <= 4 ? whole : null;
}

function commonPrefix(names: readonly string[]): string {
  const [first = '', ...rest] = names;
  let length = first.length;
  for (const name of rest) while (!name.startsWith(first.slice(0, length))) length -= 1;
  return names.length < 3 ? '' : first.slice(0, length);
}

export type Namer = {
  readonly table: (name: string) => readonly string[];
  readonly column: (table: string, name: string) => readonly string[];
};

/** Reads names of a whole schema together: what all tables begin with is no word, and table names help to cut column names. */
export function makeNamer(datasets: readonly Dataset[]): Namer {
  const prefix = commonPrefix(datasets.map(({ name }) => name.toLowerCase()));
  const extra = new Map<string, readonly string[]>();
  const cut = (part: string): readonly string[] => {
    if (isKnown(part, extra) || part.length < 4) return extra.get(part) ?? spell(part);
    const tried = [
      part,
      ...(prefix.length > 0 && prefix.length < 5 && part.startsWith(prefix) ? [part.slice(prefix.length)] : []),
    ];
    for (const text of tried) {
      const pieces = segment(text, extra);
      if (pieces !== null) return pieces.flatMap((piece) => extra.get(piece) ?? spell(piece));
    }
    return spell(part);
  };
  for (const { name } of datasets) {
    const words = partsOf(name).flatMap(cut);
    const initials = words.map((word) => word[0] ?? '').join('');
    if (words.length > 1 && !ALL.has(initials)) extra.set(initials, words);
  }
  return { table: (name) => partsOf(name).flatMap(cut), column: (_table, name) => partsOf(name).flatMap(cut) };
}
