import type { Jurisdiction } from '../mix.ts';

type Names = {
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly streets: readonly string[];
};

const words = (text: string) => text.split(' ');

/** Common names, combined at random. */
export const NAMES: Readonly<Record<Jurisdiction, Names>> = {
  US: {
    first: words(
      'James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica ' +
        'Thomas Sarah Carlos Karen Christopher Lisa Daniel Nancy Matthew Betty Anthony Sandra Mark Ashley Luis Kimberly ' +
        'Steven Emily Andrew Donna Kenneth Michelle Joshua Carol Kevin Amanda Brian Melissa Jamal Deborah Timothy Stephanie ' +
        'Ronald Rebecca Wei Sharon Jeffrey Laura Ryan Cynthia Jacob Aisha Gary Kathleen Nicholas Amy Eric Angela',
    ),
    last: words(
      'Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson ' +
        'Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young ' +
        'Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter ' +
        "Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook O'Neil",
    ),
    streets: words(
      'Maple Oak Cedar Elm Washington Lake Hill Walnut Spring Park Lincoln Jackson River Church Franklin Highland',
    ),
  },
  EU: {
    first: words(
      'Anna Lukas Marie Paul Sophie Leon Emma Felix Laura Jonas Lena Maximilian Camille Hugo Chloé Louis Inès Gabriel Manon ' +
        'Arthur Giulia Lorenzo Francesca Matteo Chiara Alessandro Sofia Marco Lucía José Carmen Pablo Elena Javier Marta ' +
        'Miguel Daan Sanne Bram Femke Niamh Ciarán Aoife Oisín Katharina Stefan Julia Andreas Petra Wolfgang Ingrid Jürgen',
    ),
    last: words(
      'Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Hofmann Koch Gruber Huber Bauer Steiner Dubois Durand ' +
        'Leroy Moreau Laurent Lefebvre Fournier Girard Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci García ' +
        'Fernández González Rodríguez López Martínez Sánchez Romero Jansen Bakker Visser Smit Mulder Murphy Kelly Walsh ' +
        "Byrne O'Connor Ryan Doyle Vogel Keller Lang Roth",
    ),
    streets: words(
      'Goethe Mozart Garten Linden Schul Bahnhof Victor-Hugo Verdi Dante Goya Cervantes Rembrandt Kirch Wald Berg',
    ),
  },
  UK: {
    first: words(
      'Oliver Amelia George Isla Harry Ava Noah Lily Jack Freya Leo Grace Arthur Sophia Muhammad Poppy Oscar Ivy Charlie ' +
        'Evelyn Henry Charlotte Alfie Florence Archie Daisy Freddie Phoebe Theo Alice Callum Eilidh Rory Fiona Gareth Sian ' +
        'Imran Priya Dylan Zara Ewan Morag Nigel Hazel',
    ),
    last: words(
      'Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts Green ' +
        'Hall Wood Khan Harris Clarke Jackson Lewis Hughes Turner Edwards Hill Moore Cooper Ward Morris MacDonald Campbell ' +
        'Stewart Murray Reid Ross Fraser Graham Hamilton Begum Singh Ahmed Shaw Price Bennett Gray',
    ),
    streets: words(
      'High Station Victoria Church Mill Queens Kings Park London Albert York Chapel Windsor Manor George Castle',
    ),
  },
};

const ENDINGS = {
  US: ['Street', 'Avenue', 'Drive'],
  EU: ['straat', 'weg', 'gasse'],
  UK: ['Road', 'Lane', 'Close'],
} as const;

/** House and street in the jurisdiction's manner; invented, so a match with a real door is chance. */
export function streetLine(jurisdiction: Jurisdiction, street: string, variant: number, house: number): string {
  const ending = ENDINGS[jurisdiction][variant % 3] ?? '';
  return jurisdiction === 'EU' ? `${street}${ending} ${house}` : `${house} ${street} ${ending}`;
}
