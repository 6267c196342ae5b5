import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeMemoryRates } from './memory-rates.ts';

const at = (seconds: number): Date => new Date(1_800_000_000_000 + seconds * 1000);

describe('the sliding minute', () => {
  it('lets the tenth pass and not the eleventh, until the first is a minute old', async () => {
    const rates = makeMemoryRates();
    for (let n = 0; n < 10; n += 1) assert.ok((await rates.take('a', 10, at(n))).allowed);
    const eleventh = await rates.take('a', 10, at(30));
    assert.deepEqual(eleventh, { allowed: false, limit: 10, remaining: 0, retryAfterMs: 30_000, resetMs: 30_000 });
    assert.equal((await rates.take('a', 10, at(59.999))).allowed, false);
    assert.equal((await rates.take('a', 10, at(60))).allowed, true);
    assert.equal((await rates.take('a', 10, at(60.5))).allowed, false, 'one left, one came');
  });

  it('has no seam at which twice as many pass', async () => {
    const rates = makeMemoryRates();
    let passed = 0;
    for (let n = 0; n < 120; n += 1) if ((await rates.take('a', 10, at(55 + n / 12))).allowed) passed += 1;
    assert.equal(passed, 10);
  });

  it('does not count what it refused', async () => {
    const rates = makeMemoryRates();
    await rates.take('a', 1, at(0));
    for (let n = 1; n < 60; n += 1) assert.equal((await rates.take('a', 1, at(n))).allowed, false);
    assert.ok((await rates.take('a', 1, at(60))).allowed);
  });

  it('keeps keys apart, and forgets those that went away', async () => {
    const rates = makeMemoryRates();
    assert.ok((await rates.take('a', 1, at(0))).allowed);
    assert.ok((await rates.take('b', 1, at(0))).allowed);
    for (let n = 0; n < 10_000; n += 1) await rates.take(`stranger ${n}`, 1, at(120));
    assert.deepEqual(await rates.take('a', 1, at(121)), {
      allowed: true,
      limit: 1,
      remaining: 0,
      retryAfterMs: 60_000,
      resetMs: 60_000,
    });
  });

  it('says that nothing is to be waited for where nothing was allowed', async () => {
    assert.deepEqual(await makeMemoryRates().take('a', 0, at(0)), {
      allowed: false,
      limit: 0,
      remaining: 0,
      retryAfterMs: 0,
      resetMs: 0,
    });
  });
});
