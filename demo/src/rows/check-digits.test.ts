import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isIban, isLuhn, toIban, withLuhn } from './check-digits.ts';
import { accountNumber, cardNumber, emailAddress, nationalId, phoneNumber } from './identifiers.ts';
import { makeRandom } from './random.ts';

const COUNTRIES = {
  'United States': 'US',
  'United Kingdom': 'UK',
  Germany: 'EU',
  Austria: 'EU',
  France: 'EU',
  Netherlands: 'EU',
  Ireland: 'EU',
  Spain: 'EU',
  Italy: 'EU',
} as const;
const LENGTHS: Record<string, number> = { GB: 22, DE: 22, AT: 20, FR: 27, NL: 18, IE: 22, ES: 24, IT: 27 };

test('the Luhn digit of the standard example is the standard one, and any other digit fails', () => {
  assert.equal(withLuhn('7992739871'), '79927398713');
  for (let digit = 0; digit < 10; digit += 1) assert.equal(isLuhn(`7992739871${digit}`), digit === 3);
});

test('the IBAN of the standard example has the standard check digits, and a changed letter fails', () => {
  assert.equal(toIban('GB', 'WEST12345698765432'), 'GB82WEST12345698765432');
  assert.equal(isIban('GB82WEST12345698765432'), true);
  assert.equal(isIban('GB82WEST12345698765423'), false);
});

test('every account number has valid check digits and the length of its country', () => {
  for (const country of Object.keys(COUNTRIES)) {
    for (let index = 0; index < 300; index += 1) {
      const number = accountNumber(country, index * 97);
      if (country === 'United States') assert.ok(isLuhn(number) && number.length === 12, number);
      else assert.ok(isIban(number) && number.length === LENGTHS[number.slice(0, 2)], number);
    }
  }
});

test('every card number stands in a test range with a valid check digit', () => {
  const numbers = Array.from({ length: 30_000 }, (_, index) => cardNumber(index));
  for (const number of numbers)
    assert.ok(/^(400000|424242|555555|222300)\d{10}$/.test(number) && isLuhn(number), number);
  assert.equal(new Set(numbers).size, numbers.length);
});

test('no national number is one that an office could have given to a person', () => {
  for (const [country, jurisdiction] of Object.entries(COUNTRIES)) {
    const numbers = Array.from({ length: 20_000 }, (_, index) => nationalId(jurisdiction, country, index));
    assert.equal(new Set(numbers).size, numbers.length);
    for (const number of numbers) {
      // 9xx is no social security number, and group 01 to 49 no taxpayer number; QQ, 0 and XX are kept for examples.
      assert.match(number, /^(9\d\d-(0[1-9]|[1-4]\d)-\d{4}|QQ \d\d \d\d \d\d [A-D]|0\d{10}|XX\d{9})$/);
    }
  }
});

test('phone numbers and e-mail addresses reach nobody', () => {
  const random = makeRandom(1, 'test');
  assert.match(phoneNumber(random, 'United States', 'Boston'), /^\+1 \d{3}-555-01\d\d$/);
  assert.match(phoneNumber(random, 'United Kingdom', 'London'), /^\+44 20 7946 0\d{3}$/);
  assert.match(phoneNumber(random, 'Germany', 'Berlin'), /^\+49 30 23125 \d{3}$/);
  assert.match(phoneNumber(random, 'Spain', 'Madrid'), /^\+34 000 \d{6}$/);
  assert.match(emailAddress(random, 'José Müller', 12), /^jose\.muller12@[a-z]+\.example$/);
});
