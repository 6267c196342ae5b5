/** The types that generated questions tell apart, and the columns of the twin banks by them. */
export const TYPES = [
  'text',
  'int',
  'number',
  'float',
  'date',
  'stamp',
  'bool',
  'doc',
  'texts',
  'json',
  'state',
  'bytes',
  'loose',
] as const;
export type Type = (typeof TYPES)[number];
/** Of these nothing can be told apart: no key of a group, and no DISTINCT. */
export const isIncomparable = (type: Type | undefined): boolean => type === 'json' || type === 'loose';
export type Columns = Readonly<Record<string, Type>>;
export type Relation = 'people' | 'deals' | 'branches' | 'cards';

export const RELATIONS: Readonly<Record<Relation, Columns>> = {
  people: {
    id: 'int',
    name: 'text',
    email: 'text',
    ssn: 'text',
    card: 'text',
    phone: 'text',
    home: 'text',
    born: 'date',
    joined: 'stamp',
    note: 'text',
    region: 'text',
    n: 'int',
    code: 'text',
    doc: 'doc',
    tags: 'texts',
    score: 'float',
  },
  deals: {
    id: 'int',
    person_id: 'int',
    amount: 'number',
    loose: 'number',
    status: 'text',
    opened: 'date',
    region: 'text',
    paid: 'bool',
    iban: 'text',
    memo: 'text',
    detail: 'doc',
  },
  branches: { id: 'int', region: 'text', city: 'text', manager: 'text', opened: 'date' },
  cards: {
    iban: 'text',
    holder: 'int',
    mail: 'text',
    tax: 'text',
    pin: 'text',
    kin: 'text',
    since: 'date',
    ceiling: 'number',
    title: 'text',
    sign: 'text',
    nick: 'loose',
    state: 'state',
    risk: 'state',
    terms: 'json',
    secret: 'json',
    seal: 'bytes',
    scan: 'bytes',
    region: 'text',
  },
};

/** What other rows hang on, and what refers to a person: whole or cut as the profile has them. */
export const KEYS: Readonly<Record<Relation, string>> = { people: 'id', deals: 'id', branches: 'id', cards: 'iban' };
export const PERSONS: Readonly<Record<Relation, string>> = {
  people: 'id',
  deals: 'person_id',
  branches: 'id',
  cards: 'holder',
};
