const EMAIL = String.raw`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`;
const STREET =
  'street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|court|ct|square|sq|place|terrace|close|crescent|row|gardens|grove|parkway|quay';
const HOUSE_FIRST = String.raw`(?<![\p{L}\p{N},.])\d{1,5}[a-z]? (?:\p{Lu}[\p{L}'-]*\.? ){1,4}(?:${STREET.replace(/\b\w/g, (first) => `[${first}${first.toUpperCase()}]`)})(?![\p{L}\p{N}])`;
const STREET_FIRST = String.raw`(?<![\p{L}\p{N}])(?:\p{Lu}[\p{L}'-]*[ -]){0,3}\p{Lu}?\p{L}*(?:stra(?:ß|ss)e|gasse|weg|platz|allee) \d{1,4}[a-z]?(?![\p{L}\p{N}])`;
const RUE = String.raw`(?<![\p{L}\p{N}])\d{1,4},? (?:rue|avenue|boulevard|place|quai) (?:\p{Ll}+ ){0,3}\p{Lu}[\p{L}'-]+`;
const IBAN = String.raw`(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![\p{L}\p{N}])`;
const CARD = String.raw`(?<![\p{L}\p{N}])\d{4}(?: \d{4}){2,4}(?![\p{L}\p{N}])`;
const PHONE = String.raw`(?<![\p{L}\p{N}])(?:\+\d|\(\d{2,5}\) ?\d)[\d ().-]{4,}\d(?![\p{L}\p{N}])`;
const DASHED = String.raw`(?<![\p{L}\p{N}$€£-])\d+(?:-\d+){2,}(?![\p{L}\p{N}-])`;
/** "500-1000" is a range, but not behind the word for a number of somebody, nor where the second part begins with zero. */
const PAIR = String.raw`(?<![\p{L}\p{N}$€£-])(?:\d+-0\d{2,}|(?<=(?:phone|telephone|tel|mobile|cell|fax|number|no|ssn|code|id)\.?(?: is| =|:)? )\d+-\d+)(?![\p{L}\p{N}-])`;

const SHAPED = new RegExp(
  String.raw`"[^"]*"|“[^”]*”|(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])|(${[EMAIL, HOUSE_FIRST, STREET_FIRST, RUE, IBAN, CARD, PHONE, DASHED, PAIR].join('|')})`,
  'gu',
);
const DAY = /^\d{4}-\d{1,2}-\d{1,2}$|^\d{1,2}-\d{1,2}-(\d{2}|\d{4})$/;

/** What can only be a literal (an e-mail address, a number with dashes, an IBAN, a house) is read as if it were quoted. */
export function quoteShapes(question: string): string {
  return question.replace(SHAPED, (whole: string, shaped: string | undefined) =>
    shaped === undefined || DAY.test(shaped) ? whole : `"${shaped.trim()}"`,
  );
}

/** The class of personal data that a literal has the shape of, where its shape says it. */
export function shapeOf(text: string): 'email' | 'address' | null {
  if (new RegExp(`^${EMAIL}$`, 'u').test(text)) return 'email';
  return new RegExp(`^(?:${HOUSE_FIRST}|${STREET_FIRST}|${RUE})$`, 'u').test(text) ? 'address' : null;
}
