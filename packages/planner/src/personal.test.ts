import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MaskKind } from '@aureus/contract';
import { CLINIC } from './clinic.test-cases.ts';
import { clinic } from './clinic.test-data.ts';
import { compileLexicon, plan } from './index.ts';
import type { Planned, Reading } from './index.ts';

const instant = { at: '2026-06-30T12:00:00Z', timeZone: 'UTC' };

function ask(question: string, masks: Readonly<Record<string, MaskKind>> = {}): Planned {
  return plan({ question, lexicon: compileLexicon({ catalogue: clinic, masks: { patients: masks } }), instant });
}

function readingOf(question: string, masks: Readonly<Record<string, MaskKind>> = {}): Reading {
  const planned = ask(question, masks);
  assert.equal(planned.kind, 'reading', `${question}: ${planned.kind === 'reading' ? '' : planned.message}`);
  if (planned.kind !== 'reading') throw new Error('unreachable');
  return planned.reading;
}

for (const [question, sql] of CLINIC)
  test(`reads "${question}"`, () => {
    assert.equal(readingOf(question).sql, sql);
  });

const ALL_REDACTED = Object.fromEntries(
  (clinic.datasets.find(({ name }) => name === 'patients')?.columns ?? [])
    .filter((column) => column.class !== 'none')
    .map(({ name }): [string, MaskKind] => [name, 'redact']),
);

test('a question that uses withheld columns is understood, so that the policy can refuse it', () => {
  const used = (sql: string): string => sql.slice(sql.indexOf(' FROM '));
  for (const [question] of CLINIC.filter(([, sql]) => /WHERE p\.|ORDER BY p\.(full|email)/.test(sql))) {
    assert.equal(used(readingOf(question, ALL_REDACTED).sql), used(readingOf(question).sql), question);
  }
});

test('a name given in part is said to be one', () => {
  assert.deepEqual(readingOf('patients named Smith').assumptions, ['named "Smith": as first or last name']);
});

test('rows put together by a partial mask are named for what it shows, and not put in order by it', () => {
  const cases = [
    ['patients by birth date', { birth_date: 'year' }, 'birth year'],
    ['number of patients by birth date', { birth_date: 'year_month' }, 'birth month'],
    ['number of patients by email', { email: 'domain' }, 'email domain'],
    ['number of patients by phone', { phone: 'last2' }, 'last two characters of the phone'],
  ] as const;
  for (const [question, masks, left] of cases) {
    const { sentence, sql } = readingOf(question, masks);
    assert.equal(sentence, `Number of patients per ${left}.`);
    assert.match(sql, /ORDER BY COUNT\(\*\) DESC NULLS LAST$/);
  }
  assert.match(
    readingOf('total fee by patient name', { full_name: 'initials' }).sql,
    /^SELECT p\.patient_id, p\.full_name, SUM.*ORDER BY p\.patient_id/,
  );
});

test('a figure that stands as of today is asked back where a time is said of it and no date', () => {
  for (const question of ['total beds last year', 'total beds by year', 'average occupied beds in 2024']) {
    const planned = ask(question);
    assert.equal(planned.kind, 'not_understood', question);
    if (planned.kind !== 'not_understood') continue;
    assert.match(
      planned.message,
      /^Does ".*" mean clinics by their opened on, each with its occupied beds of today\?$/,
    );
    const lexicon = compileLexicon({ catalogue: clinic, masks: {} });
    const chosen = plan({ question, lexicon, instant, choice: planned.alternatives[0]?.choice ?? '' });
    assert.equal(chosen.kind, 'reading');
  }
  assert.equal(ask('total beds of clinics opened last year').kind, 'reading');
  assert.equal(ask('total fee last year').kind, 'reading');
});

test('says columns and flags as people do', () => {
  assert.equal(readingOf('Which patients have allergies?').sentence, 'Full name of patients that have allergies.');
  assert.equal(
    readingOf('Show invoices more than 90 days past due').sentence,
    'Every column of invoices where days past due is more than 90.',
  );
  assert.equal(
    readingOf('invoices paid after their due date').sentence,
    'Every column of invoices where paid at is after due date.',
  );
  assert.equal(
    readingOf('top 5 patients by name').sentence,
    'Patient id, full name of the 5 patients by full name, from A to Z.',
  );
});
