type Sense = { readonly dir: 'asc' | 'desc'; readonly words: readonly string[]; readonly dates?: readonly string[] };

const SIZE = ['size', 'area', 'amount', 'value', 'population', 'balance', 'capacity', 'total', 'volume'];
const RANK = ['rating', 'score', 'star', 'grade'];
const MONEY = ['price', 'cost', 'fee', 'fare', 'rate', 'amount'];

/** What a superlative measures where the catalogue publishes nothing: heads of column names, the usual one first. */
const SENSES: Readonly<Record<string, Sense>> = {
  longest: {
    dir: 'desc',
    words: ['length', 'duration', 'distance', 'runtime', 'term', 'minute', 'second', 'time', 'page'],
  },
  shortest: { dir: 'asc', words: ['length', 'duration', 'distance', 'height', 'runtime', 'term', 'minute', 'page'] },
  tallest: { dir: 'desc', words: ['height', 'altitude', 'elevation'] },
  deepest: { dir: 'desc', words: ['depth'] },
  widest: { dir: 'desc', words: ['width'] },
  heaviest: { dir: 'desc', words: ['weight', 'mass'] },
  lightest: { dir: 'asc', words: ['weight', 'mass'] },
  fastest: { dir: 'desc', words: ['speed', 'velocity'] },
  slowest: { dir: 'asc', words: ['speed', 'velocity'] },
  cheapest: { dir: 'asc', words: MONEY },
  priciest: { dir: 'desc', words: MONEY },
  costliest: { dir: 'desc', words: MONEY },
  richest: { dir: 'desc', words: ['wealth', 'income', 'salary', 'worth', 'balance'] },
  poorest: { dir: 'asc', words: ['wealth', 'income', 'salary', 'worth'] },
  oldest: {
    dir: 'desc',
    words: ['age'],
    dates: ['birth', 'built', 'founded', 'established', 'created', 'opened', 'hired'],
  },
  youngest: { dir: 'asc', words: ['age'], dates: ['birth'] },
  biggest: { dir: 'desc', words: SIZE },
  largest: { dir: 'desc', words: SIZE },
  greatest: { dir: 'desc', words: SIZE },
  smallest: { dir: 'asc', words: SIZE },
  highest: { dir: 'desc', words: ['height', 'altitude', 'elevation', ...RANK, 'amount', 'value', 'balance', 'salary'] },
  lowest: { dir: 'asc', words: ['height', 'altitude', 'elevation', ...RANK, 'amount', 'value', 'balance', 'salary'] },
  best: { dir: 'desc', words: ['rating', 'star'] },
  worst: { dir: 'asc', words: ['rating', 'star'] },
  strongest: { dir: 'desc', words: ['strength', 'power'] },
  hottest: { dir: 'desc', words: ['temperature'] },
  coldest: { dir: 'asc', words: ['temperature'] },
};

/** Adjectives after "most", "least" and "how". */
const POSITIVES: Readonly<Record<string, readonly string[]>> = {
  expensive: MONEY,
  costly: MONEY,
  cheap: MONEY,
  long: ['length', 'duration', 'distance', 'runtime', 'page'],
  tall: ['height'],
  high: ['height', 'altitude', 'elevation'],
  deep: ['depth'],
  wide: ['width'],
  big: ['size', 'area'],
  large: ['size', 'area'],
  heavy: ['weight', 'mass'],
  fast: ['speed'],
  old: ['age'],
  populous: ['population'],
  populated: ['population'],
  dense: ['density'],
  valuable: ['value', 'worth', 'price'],
  profitable: ['profit', 'margin', 'revenue'],
  experienced: ['experience'],
  popular: ['popularity'],
  far: ['distance'],
  paid: ['salary', 'wage', 'pay', 'income'],
  rated: RANK,
  ranked: RANK,
  priced: ['price'],
  valued: ['value'],
  scoring: ['score'],
  earning: ['salary', 'income', 'revenue'],
  grossing: ['gross', 'revenue'],
};

/** True for words that judge rather than measure: what they mean is asked back, unless it was published. */
export function isJudgement(word: string): boolean {
  return /^(the )?(best|worst)$/.test(word);
}

/** The sense of "longest" or "most expensive"; null if the grammar knows none. */
export function senseOf(word: string): Sense | null {
  const bare = word.replace(/^the /, '');
  const known = SENSES[bare];
  if (known !== undefined) return known;
  const [degree = '', adjective = ''] = bare.split(' ');
  const words = POSITIVES[adjective];
  if (words === undefined) return null;
  return { dir: /^(most|highest|top|best)$/.test(degree) ? 'desc' : 'asc', words };
}

/** Heads of the columns that "how long" or "how expensive" asks for. */
export function columnsOfAdjective(word: string): readonly string[] {
  return POSITIVES[word] ?? [];
}

/** Directions of superlatives: the sense of words like "latest" lies in the word. */
export function supDir(word: string): 'asc' | 'desc' {
  return (
    SENSES[word.replace(/^the /, '')]?.dir ??
    (/^(the )?(asc|earliest|oldest|first|lowest|smallest|least|minimum|min|fewest|shortest|lightest|weakest|worst)/.test(
      word,
    )
      ? 'asc'
      : 'desc')
  );
}
