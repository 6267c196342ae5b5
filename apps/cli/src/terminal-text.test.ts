import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toTable } from './table.ts';
import { plain, plainLines, widthOf } from './terminal-text.ts';

describe('text for a terminal', () => {
  it('shows controls instead of obeying them', () => {
    assert.equal(plain('a\u001b]0;title\u0007b'), 'a␛]0;title␇b');
    assert.equal(plain('a\r\nb\tc\u007f'), 'a␍␊b␉c␡');
    assert.equal(plain('\u009b31m\u0085'), '\ufffd31m\ufffd');
  });

  it('lets nothing run backwards or hide', () => {
    for (const mark of ['\u202e', '\u2066', '\u200b', '\u2028', '\ufeff', '\u061c'])
      assert.equal(plain(`a${mark}b`), 'a\ufffdb');
  });

  it('keeps what people write', () => {
    assert.equal(plain('Zoë Müller — 東京 €5 👍'), 'Zoë Müller — 東京 €5 👍');
    assert.equal(plainLines('SELECT 1\n  FROM x\u001b'), 'SELECT 1\n  FROM x␛');
  });

  it('knows how wide text is', () => {
    assert.deepEqual(['abc', 'é', 'e\u0301', '東京', '👍', ''].map(widthOf), [3, 1, 1, 4, 2, 0]);
  });

  it('aligns a table whatever stands in it', () => {
    const columns = [
      { header: 'n', align: 'right' },
      { header: 'city', align: 'left' },
    ] as const;
    assert.equal(
      toTable(columns, [
        ['1', '東京'],
        ['1000', 'Oslo\u001b[2J'],
      ]),
      '   n  city\n────  ────────\n   1  東京\n1000  Oslo␛[2J',
    );
    assert.equal(toTable(columns, []), 'n  city\n─  ────');
  });
});
