import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as contract from '@aureus/contract';
import { hasJsonl, readJson, readJsonl } from './reading/jsonl.ts';
import { makeTally, share, type Figures, type SuiteResult } from './scoring/tally.ts';

type Span = { readonly type: string; readonly start: number; readonly end: number };
type Sentence = { readonly id: string; readonly text: string; readonly spans: readonly Span[] };
type Ibans = Record<'valid' | 'bad_checksum', readonly { readonly iban: string; readonly spaced: string }[]>;

/** The product's detection of personal data in text: spans by code points, types as the corpus names them. */
type Detect = (text: string) => readonly Span[];

/** Types with a format. Names, places and the like have none, and no detector of formats finds them. */
const FORMATS = ['CREDIT_CARD', 'IBAN_CODE', 'US_SSN', 'EMAIL_ADDRESS', 'PHONE_NUMBER', 'IP_ADDRESS'];

/** Once the product detects personal data in values, this is where it is found; until then nothing is detected. */
function findDetector(): Detect {
  return (contract as { detectPersonalData?: Detect }).detectPersonalData ?? (() => []);
}

export function runPiiSuite(corpora: string): SuiteResult[] {
  const detect = findDetector();
  const results: SuiteResult[] = [];
  const sentences = join(corpora, 'pii', 'sentences.jsonl');
  if (hasJsonl(sentences)) results.push(scoreSentences(readJsonl<Sentence>(sentences), detect));
  const ibans = join(corpora, 'pii', 'ibans.json');
  if (existsSync(ibans)) results.push(scoreIbans(readJson<Ibans>(ibans), detect));
  return results;
}

const overlaps = (a: Span, b: Span) => a.type === b.type && a.start < b.end && b.start < a.end;

function scoreSentences(items: readonly Sentence[], detect: Detect): SuiteResult {
  const tally = makeTally('pii');
  const leftOut = new Set<string>();
  const seen: Record<string, { labelled: number; found: number; detected: number; true: number }> = {};
  const of = (type: string) => (seen[type] ??= { labelled: 0, found: 0, detected: 0, true: 0 });
  for (const { id, text, spans } of items) {
    const detections = detect(text);
    for (const detection of detections) {
      of(detection.type).detected += 1;
      if (spans.some((span) => overlaps(span, detection))) of(detection.type).true += 1;
    }
    for (const span of spans) {
      if (!FORMATS.includes(span.type)) {
        leftOut.add(span.type);
        continue;
      }
      of(span.type).labelled += 1;
      if (detections.some((detection) => overlaps(span, detection))) {
        of(span.type).found += 1;
        tally.pass(span.type);
      } else tally.fail(span.type, id, `${span.type} not found`);
    }
  }
  const figures: Figures = { left_out: [...leftOut].toSorted().join(',') };
  for (const [type, { labelled, found, detected, true: right }] of Object.entries(seen)) {
    figures[type] = { recall: share(found, labelled) ?? 0, precision: share(right, detected) ?? 0 };
  }
  return tally.result(figures);
}

/** A valid IBAN is found in both spellings, a wrong one in neither. */
function scoreIbans(ibans: Ibans, detect: Detect): SuiteResult {
  const tally = makeTally('pii/ibans');
  const isFound = (text: string) => detect(text).some(({ type }) => type === 'IBAN_CODE');
  for (const kind of ['valid', 'bad_checksum'] as const) {
    for (const { iban, spaced } of ibans[kind]) {
      const holds = [iban, spaced].every((text) => isFound(text) === (kind === 'valid'));
      if (holds) tally.pass(kind);
      else tally.fail(kind, iban, kind === 'valid' ? 'not found' : 'taken for valid');
    }
  }
  return tally.result();
}
