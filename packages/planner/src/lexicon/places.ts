const STATES =
  'al alabama,ak alaska,az arizona,ar arkansas,co colorado,ct connecticut,fl florida,ga georgia,hi hawaii,ia iowa,ks kansas,ky kentucky,la louisiana,me maine,md maryland,ma massachusetts,mi michigan,mn minnesota,ms mississippi,mo missouri,mt montana,ne nebraska,nv nevada,nh new hampshire,nj new jersey,nm new mexico,ny new york,nc north carolina,nd north dakota,oh ohio,ok oklahoma,or oregon,pa pennsylvania,ri rhode island,sc south carolina,sd south dakota,tn tennessee,tx texas,ut utah,vt vermont,va virginia,wa washington,wv west virginia,wi wisconsin,wy wyoming';

/** Codes of the states of the US with their names. */
export const US_STATES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  STATES.split(',').map((pair) => [pair.slice(0, 2), [pair.slice(3)]]),
);

const COUNTRIES = new Set(
  'argentina australia austria belgium brazil bulgaria canada chile china colombia croatia cyprus czechia denmark egypt england estonia finland france germany greece hungary iceland india indonesia ireland israel italy japan kenya korea latvia liechtenstein lithuania luxembourg malaysia malta mexico monaco morocco netherlands nigeria norway pakistan peru philippines poland portugal romania russia scotland singapore slovakia slovenia spain sweden switzerland thailand turkey uk ukraine usa vietnam wales'.split(
    ' ',
  ),
);
const TWO_WORDS = new Set([
  'united states',
  'united kingdom',
  'new zealand',
  'south africa',
  'south korea',
  'czech republic',
  'saudi arabia',
  'hong kong',
  'great britain',
]);

/** States whose codes are words or countries, so that the code alone says nothing. */
const MORE_STATES = new Set(['california', 'delaware', 'idaho', 'indiana']);

/** What kind of place a name is known to be; a town if nothing else is known. */
export function kindOfPlace(name: string): 'country' | 'state' | 'town' {
  const low = name.toLowerCase();
  if (COUNTRIES.has(low) || TWO_WORDS.has(low)) return 'country';
  return MORE_STATES.has(low) || Object.values(US_STATES).some(([state]) => state === low) ? 'state' : 'town';
}

/** Heads of column names that hold places of a kind. */
export const PLACE_WORDS: Readonly<Record<'country' | 'state' | 'town', readonly string[]>> = {
  country: ['country', 'nation'],
  state: ['state', 'province'],
  town: ['city', 'town', 'municipality'],
};
