/** Words whose plural no rule gives. Kept short: a wrong entry links a wrong column. */
const IRREGULAR: Readonly<Record<string, string>> = {
  people: 'person',
  persons: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  feet: 'foot',
  teeth: 'tooth',
  mice: 'mouse',
  data: 'data',
  media: 'media',
  series: 'series',
  indices: 'index',
  criteria: 'criterion',
  analyses: 'analysis',
  bases: 'base',
  crises: 'crisis',
  diagnoses: 'diagnosis',
  theses: 'thesis',
  hypotheses: 'hypothesis',
  prognoses: 'prognosis',
  lives: 'life',
  wives: 'wife',
  leaves: 'leaf',
  halves: 'half',
  shelves: 'shelf',
  knives: 'knife',
  thieves: 'thief',
  species: 'species',
  buses: 'bus',
  statuses: 'status',
  movies: 'movie',
  cookies: 'cookie',
  has: 'has',
  is: 'is',
  was: 'was',
  does: 'does',
  this: 'this',
  us: 'us',
  plus: 'plus',
  gas: 'gas',
};

const KEEPS_S = /(ss|us|is|news|ous)$/;

/** Singular of an English noun in lower case; other words come back unchanged. */
export function singular(word: string): string {
  const known = IRREGULAR[word];
  if (known !== undefined) return known;
  if (word.length < 4 || !word.endsWith('s') || KEEPS_S.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(ches|shes|xes|sses|zzes|oes)$/.test(word) && !/(shoes|toes)$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

/** Plural of an English noun in lower case, for sentences. */
export function plural(word: string): string {
  if (singular(word) !== word) return word;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return `${word}s`;
}

const SUFFIXES = [
  'ations',
  'als',
  'al',
  'ation',
  'ating',
  'ated',
  'ates',
  'ate',
  'ments',
  'ment',
  'ions',
  'ion',
  'ings',
  'ing',
  'ied',
  'ies',
  'ers',
  'ors',
  'er',
  'or',
  'ed',
  'es',
  's',
  'e',
  'y',
];

/** A crude stem that joins a verb with its noun ("originated", "origination"); only for words of four letters and more. */
export function stem(word: string): string {
  const once = cutSuffix(word);
  return once === word ? word : cutSuffix(once);
}

function cutSuffix(word: string): string {
  for (const suffix of SUFFIXES) {
    if (!word.endsWith(suffix) || word.length - suffix.length < 3) continue;
    const root = word.slice(0, -suffix.length);
    return /([bdgmnprt])\1$/.test(root) ? root.slice(0, -1) : root;
  }
  return word;
}

/** True if the two words differ by one insertion, deletion, substitution or swap of neighbours. */
export function isOneTypoApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  const restA = a.slice(head);
  const restB = b.slice(head);
  if (restA.slice(1) === restB || restB.slice(1) === restA || restA.slice(1) === restB.slice(1)) return true;
  return restA.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
}

/** Abbreviations of column and table names, expanded when the lexicon is compiled. */
export const ABBREVIATIONS: Readonly<Record<string, string>> = {
  acct: 'account',
  addr: 'address',
  amt: 'amount',
  crtd: 'created',
  appr: 'approval',
  ins: 'insurance',
  emi: 'installment',
  expr: 'expiry',
  vip: 'vip',
  pk: 'key',
  pwd: 'password',
  uname: 'username',
  diag: 'diagnosis',
  doc: 'doctor',
  pat: 'patient',
  med: 'medical',
  univ: 'university',
  stu: 'student',
  crs: 'course',
  cred: 'credit',
  sched: 'schedule',
  gov: 'government',
  ctrl: 'control',
  mfr: 'manufacturer',
  mfg: 'manufacturing',
  veh: 'vehicle',
  lic: 'license',
  cmt: 'comment',
  upd: 'update',
  crt: 'create',
  appl: 'application',
  appt: 'appointment',
  avg: 'average',
  bal: 'balance',
  cat: 'category',
  cnt: 'count',
  co: 'company',
  cntry: 'country',
  ctry: 'country',
  curr: 'currency',
  ccy: 'currency',
  cust: 'customer',
  dept: 'department',
  desc: 'description',
  descr: 'description',
  dest: 'destination',
  dob: 'birth date',
  dt: 'date',
  emp: 'employee',
  est: 'estimated',
  exp: 'expiry',
  freq: 'frequency',
  fname: 'first name',
  lname: 'last name',
  hr: 'hour',
  img: 'image',
  info: 'information',
  int: 'interest',
  inv: 'invoice',
  lang: 'language',
  lat: 'latitude',
  lng: 'longitude',
  lon: 'longitude',
  loc: 'location',
  max: 'maximum',
  mgr: 'manager',
  min: 'minimum',
  mo: 'month',
  msg: 'message',
  mth: 'month',
  nbr: 'number',
  no: 'number',
  num: 'number',
  ord: 'order',
  org: 'organization',
  orig: 'original',
  pct: 'percent',
  perf: 'performance',
  pmt: 'payment',
  pos: 'position',
  pref: 'preference',
  prev: 'previous',
  prod: 'product',
  pub: 'publication',
  qty: 'quantity',
  recd: 'received',
  ref: 'reference',
  reg: 'registration',
  rpt: 'report',
  rev: 'revenue',
  sal: 'salary',
  seq: 'sequence',
  spec: 'specialty',
  stat: 'status',
  std: 'standard',
  temp: 'temperature',
  tot: 'total',
  tran: 'transaction',
  trans: 'transaction',
  trx: 'transaction',
  txn: 'transaction',
  tx: 'transaction',
  usr: 'user',
  val: 'value',
  vol: 'volume',
  yr: 'year',
};
