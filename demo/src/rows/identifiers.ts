import type { Jurisdiction } from '../mix.ts';
import { toIban, withLuhn } from './check-digits.ts';
import { at, type Random } from './random.ts';

const digits = (value: number, width: number) => String(value).padStart(width, '0');

/**
 * National identity numbers that no office gives out, one for each `index` below 4.9 million:
 * US: area 9xx with group 01–49, which is neither a social security number nor a taxpayer number;
 * UK: prefix QQ, the one the tax office keeps for examples;
 * Germany: tax numbers with a leading 0, kept for tests; elsewhere: XX, the country code that ISO leaves to users.
 */
export function nationalId(jurisdiction: Jurisdiction, country: string, index: number): string {
  const scattered = (index * 48_271 + 11) % 4_899_999;
  if (jurisdiction === 'US') {
    const group = digits(1 + (scattered % 49), 2);
    const rest = digits(Math.floor(scattered / 49), 6);
    return `9${rest.slice(0, 2)}-${group}-${rest.slice(2)}`;
  }
  if (jurisdiction === 'UK') {
    const rest = digits(scattered % 1_000_000, 6);
    const suffix = 'ABCD'.charAt(Math.floor(scattered / 1_000_000) % 4);
    return `QQ ${rest.slice(0, 2)} ${rest.slice(2, 4)} ${rest.slice(4)} ${suffix}`;
  }
  return country === 'Germany' ? `0${digits(scattered, 10)}` : `XX${digits(scattered, 9)}`;
}

/** Ranges kept for drama and examples by the national regulators; where there is none, a number no network can route. */
const PHONE_STEMS: Readonly<Record<string, string>> = {
  'United States': '+1 212-555-01',
  London: '+44 20 7946 0',
  Manchester: '+44 161 496 0',
  Leeds: '+44 113 496 0',
  Edinburgh: '+44 131 496 0',
  Glasgow: '+44 141 496 0',
  Bristol: '+44 117 496 0',
  Frankfurt: '+49 69 90009 ',
  Berlin: '+49 30 23125 ',
  Munich: '+49 89 99998 ',
  France: '+33 1 99 00 ',
  Ireland: '+353 20 91 ',
  Austria: '+43 000 ',
  Netherlands: '+31 000 ',
  Spain: '+34 000 ',
  Italy: '+39 000 ',
};
const US_AREAS = ['212', '617', '215', '404', '305', '312', '313', '213', '415', '206', '303', '602'];

export function phoneNumber(random: Random, country: string, city: string): string {
  if (country === 'United States') return `+1 ${random.pick(US_AREAS)}-555-01${digits(random.whole(0, 99), 2)}`;
  const stem = PHONE_STEMS[city] ?? PHONE_STEMS[country] ?? '+999 000 ';
  if (country === 'France') return `${stem}${digits(random.whole(0, 99), 2)} ${digits(random.whole(0, 99), 2)}`;
  const width = country === 'United Kingdom' || country === 'Germany' ? 3 : 6;
  return stem + digits(random.whole(0, 10 ** width - 1), width);
}

/** Top-level domain `example` (RFC 2606) delivers to nobody. */
const MAIL_DOMAINS = ['mail.example', 'post.example', 'inbox.example', 'letters.example', 'office.example'];

export function emailAddress(random: Random, fullName: string, index: number): string {
  const plainName = fullName
    .normalize('NFD')
    .replace(/[^A-Za-z ]/g, '')
    .toLowerCase()
    .replace(' ', '.');
  return `${plainName}${index % 997}@${random.pick(MAIL_DOMAINS)}`;
}

/** Test ranges of the card networks' sandboxes. */
const CARD_RANGES = ['400000', '424242', '555555', '222300'];

export function cardNumber(index: number): string {
  return withLuhn(at(CARD_RANGES, index % 4) + digits((index * 7_919) % 1_000_000_000, 9));
}

/** The national part of Meridian's IBANs: a bank code that no central bank has given out, then the account. */
const BBANS: Readonly<Record<string, readonly [country: string, bank: string, width: number]>> = {
  'United Kingdom': ['GB', 'MRDX999999', 8],
  Germany: ['DE', '99999999', 10],
  Austria: ['AT', '99999', 11],
  France: ['FR', '9999999999', 13],
  Netherlands: ['NL', 'MRDX', 10],
  Ireland: ['IE', 'MRDX999999', 8],
  Spain: ['ES', '9999999900', 10],
  Italy: ['IT', 'X9999999999', 12],
};

/** An IBAN in Europe; in the US an account number of twelve digits that ends in a Luhn digit. */
export function accountNumber(country: string, index: number): string {
  const scattered = (index * 65_537 + 17) % 99_999_989;
  const bban = BBANS[country];
  if (bban === undefined) return withLuhn(`900${digits(scattered, 8)}`);
  return toIban(bban[0], bban[1] + digits(scattered, bban[2]));
}
