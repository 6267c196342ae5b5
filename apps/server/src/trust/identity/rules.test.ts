import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countFailure, isClosed } from './backoff-rules.ts';
import type { Failures } from './backoff-rules.ts';
import { fromCookieHeader } from './cookies.ts';
import { isSameOrigin } from './csrf-rules.ts';
import { findSigner, isDue, stillVerifies } from './key-rules.ts';
import { checkNewPassword, isHashable } from './password-rules.ts';
import { judgeRefresh } from './session-rules.ts';

const START = Date.UTC(2026, 0, 1);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const DAY = 24 * 3600;

describe('failures to sign in', () => {
  const fail = (times: number, from: Failures | null, seconds: number): Failures => {
    let known = from;
    for (let n = 0; n < times; n += 1) known = countFailure(known, at(seconds));
    return known ?? assert.fail();
  };
  const waitOf = (known: Failures, seconds: number): number =>
    ((known.closedUntil?.getTime() ?? START) - START) / 1000 - seconds;

  it('close at the tenth within a minute', () => {
    const nine = fail(9, null, 0);
    assert.equal(isClosed(nine, at(0)), false);
    const ten = fail(1, nine, 59);
    assert.ok(isClosed(ten, at(59)));
    assert.equal(waitOf(ten, 59), 15);
    assert.equal(isClosed(ten, at(74)), false);
    assert.equal(isClosed(null, at(0)), false);
  });

  it('do not add up over the day', () => {
    let known = fail(9, null, 0);
    for (let minute = 1; minute < 100; minute += 1) known = countFailure(known, at(minute * 61));
    assert.equal(known.closedUntil, null);
  });

  it('wait twice as long each time, a quarter of an hour at most', () => {
    let known = fail(10, null, 0);
    let now = 0;
    const waits: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      waits.push(waitOf(known, now));
      now = ((known.closedUntil?.getTime() ?? 0) - START) / 1000;
      known = countFailure(known, at(now));
    }
    assert.deepEqual(waits, [15, 30, 60, 120, 240, 480, 900, 900]);
  });

  it('are forgotten after a quiet quarter of an hour', () => {
    const closed = fail(10, null, 0);
    assert.equal(countFailure(closed, at(14 + 900)).backoffs, 2);
    assert.deepEqual(countFailure(closed, at(15 + 900)), {
      failures: 1,
      countingSince: at(915),
      backoffs: 0,
      closedUntil: null,
    });
  });
});

describe('a refresh token', () => {
  const row = { expiresAt: at(7 * DAY), endedAt: null, tokenNumber: 5, rotatedAt: at(100) };
  const judge = (
    number: number,
    seconds: number,
    idleSeconds: number | null = null,
    change: Partial<typeof row> | { endedAt: Date } = {},
  ): unknown => judgeRefresh({ ...row, ...change }, number, { now: at(seconds), idleSeconds });

  it('is worth its successor when it is the newest', () => {
    assert.deepEqual(judge(5, 5000), { outcome: 'rotate', number: 6 });
  });

  it('is worth the same successor for 30 seconds after it was used', () => {
    assert.deepEqual(judge(4, 130), { outcome: 'repeat', number: 5 });
    assert.deepEqual(judge(4, 130.001), { outcome: 'reused' });
  });

  it('betrays a thief in any other case', () => {
    for (const number of [3, 1, 0, -1, 6, 99])
      assert.deepEqual(judge(number, 101), { outcome: 'reused' }, String(number));
  });

  it('is worth nothing once the session has ended', () => {
    assert.deepEqual(judge(5, 7 * DAY), { outcome: 'ended' });
    assert.deepEqual(judge(5, 200, null, { endedAt: at(150) }), { outcome: 'ended' });
    assert.deepEqual(judge(5, 701, 600), { outcome: 'ended' });
    assert.deepEqual(judge(5, 700, 600), { outcome: 'rotate', number: 6 });
  });
});

describe('signing keys', () => {
  const key = (kid: string, day: number): { kid: string; signsFrom: Date } => ({ kid, signsFrom: at(day * DAY) });

  it('sign from their day on', () => {
    const keys = [key('a', 0), key('b', 90)];
    assert.equal(findSigner(keys, at(90 * DAY - 1))?.kid, 'a');
    assert.equal(findSigner(keys, at(90 * DAY))?.kid, 'b');
    assert.equal(findSigner(keys, at(-1)), undefined);
  });

  it('are followed after 90 days, a minute ahead', () => {
    assert.ok(isDue([], at(0)));
    assert.equal(isDue([key('a', 0)], at(90 * DAY - 61)), false);
    assert.ok(isDue([key('a', 0)], at(90 * DAY - 60)));
  });

  it('verify until the last token they signed has ended', () => {
    const keys = [key('a', 0), key('b', 90)];
    assert.ok(stillVerifies(keys, 'a', at(97 * DAY - 1)));
    assert.equal(stillVerifies(keys, 'a', at(97 * DAY)), false);
    assert.ok(stillVerifies(keys, 'b', at(1000 * DAY)));
    assert.equal(stillVerifies(keys, 'c', at(0)), false);
  });
});

describe('a new password', () => {
  const refuses = (password: string, issue: RegExp): void =>
    assert.throws(
      () => checkNewPassword(password, 'ada.lund@meridian.example'),
      (error: { details?: readonly { issue: string }[] }) => issue.test(error.details?.[0]?.issue ?? ''),
      password,
    );

  it('has twelve characters, counted as people count', () => {
    refuses('eleven char', /at least 12/);
    refuses('👍👎👊👌👏👐👑👒👓👔👕', /at least 12/);
    checkNewPassword('twelve chars', 'a@b.example');
  });

  it('is none of those that are guessed first, however dressed up', () => {
    for (const common of [
      'password1234',
      'P@ssw0rdPassword',
      'qwertyuiop12!',
      'Administrator2026!',
      '123456789012',
      'correcthorsebatterystaple',
    ]) {
      refuses(common, /guessed first/);
    }
  });

  it('has more than a few different characters, and not one’s own name', () => {
    refuses('abababababab', /too few/);
    refuses('ada.lund on the sea', /own name/);
  });

  it('fits into bcrypt', () => {
    refuses(`${'x'.repeat(60)} and more words`, /72 bytes/);
    refuses('with a \0 in the middle', /72 bytes/);
    assert.ok(isHashable('é'.repeat(36)));
    assert.equal(isHashable('é'.repeat(37)), false);
  });

  it('may otherwise be anything', () => {
    for (const good of ['a tram in Lisbon', 'Zwölf Boxkämpfer', '東京の朝は静かで美しいですね', 'xK9#mQ2$vL5@'])
      checkNewPassword(good, 'a@b.example');
  });
});

describe('a request with a cookie', () => {
  const judge = (origin: string | undefined, fetchSite?: string): boolean =>
    isSameOrigin({ origin, fetchSite, host: '127.0.0.1:8000' });

  it('comes from our own page', () => {
    assert.ok(judge('http://127.0.0.1:8000'));
    assert.ok(judge('http://127.0.0.1:8000', 'same-origin'));
    assert.ok(judge(undefined, 'same-origin'));
  });

  it('comes from nowhere else', () => {
    for (const origin of [
      'http://127.0.0.1:9000',
      'https://evil.example',
      'null',
      '',
      'http://127.0.0.1:8000.evil.example',
    ]) {
      assert.equal(judge(origin, 'same-origin'), false, origin);
    }
    for (const site of [undefined, 'same-site', 'cross-site', 'none']) assert.equal(judge(undefined, site), false);
  });

  it('carries the cookie once', () => {
    assert.equal(fromCookieHeader('x=1; a=2;b=3', 'a'), '2');
    assert.equal(fromCookieHeader('a=2; a=3', 'a'), undefined);
    assert.equal(fromCookieHeader('aa=2', 'a'), undefined);
    assert.equal(fromCookieHeader(undefined, 'a'), undefined);
  });
});
