import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  readDrawing,
  checkPixels,
  InkError,
  MAX_POINTS,
  type Drawing,
} from '../../src/ink/index.js';

/** What is thrown, which must be an InkError with the code, and a message with all of the texts. */
function assertRefused(code: string, texts: string[], action: () => unknown): void {
  assert.throws(action, (error: unknown) => {
    assert.ok(error instanceof InkError);
    assert.equal(error.code, code);
    for (const text of texts) assert.ok(error.message.includes(text), error.message);
    return true;
  });
}

const ok = { x: 1, y: 2 };

describe('a drawing is refused by name', () => {
  for (const [value, text] of [
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [-Infinity, '-Infinity'],
  ] as const) {
    it(`when a coordinate is ${text}`, () => {
      const x: Drawing = [[ok], [ok, ok], [ok, ok, { x: value, y: 0 }]];
      assertRefused('ink-not-finite', ['stroke 2, point 2', `x is ${text}`], () => readDrawing(x));
      const y: Drawing = [[{ x: 0, y: value }]];
      assertRefused('ink-not-finite', ['stroke 0, point 0', `y is ${text}`], () => readDrawing(y));
    });
  }

  it('when time or pressure is not finite', () => {
    assertRefused('ink-not-finite', ['t is NaN'], () => readDrawing([[{ ...ok, t: NaN }]]));
    assertRefused('ink-invalid-drawing', ['pressure'], () =>
      readDrawing([[{ ...ok, pressure: 'hard' }]]),
    );
  });

  it('when it has another shape', () => {
    const cases: [unknown, string[]][] = [
      [undefined, ['undefined']],
      [{}, ['object']],
      ['ink', ['string']],
      [
        [[ok], ok],
        ['stroke 1', 'object'],
      ],
      [[null], ['stroke 0', 'null']],
      [[[ok, null]], ['stroke 0, point 1', 'null']],
      [[[ok, 7]], ['stroke 0, point 1', '7']],
      [[[{ x: 1 }]], ['stroke 0, point 0', 'y is undefined']],
      [[[{ x: '1', y: 2 }]], ['x is', 'string']],
      [[[[1, 2]]], ['x is undefined']],
    ];
    for (const [value, texts] of cases) {
      assertRefused('ink-invalid-drawing', texts, () => readDrawing(value));
    }
  });

  it('when it has too many points', () => {
    const stroke = new Array(MAX_POINTS / 2 + 1).fill(ok);
    assertRefused('ink-too-many-points', [String(MAX_POINTS)], () => readDrawing([stroke, stroke]));
  });

  it('and not when it is empty, has empty strokes or lies far away', () => {
    readDrawing([]);
    readDrawing([[], [ok], []]);
    readDrawing([[{ x: -1e300, y: 1e300, t: 0, pressure: 1 }]]);
  });
});

describe('an image is refused by name', () => {
  it('when it has no size, or its data does not fit it', () => {
    const data = new Uint8ClampedArray(16);
    const cases: [unknown, string][] = [
      [null, 'null'],
      [{ width: 0, height: 4, data }, '0×4'],
      [{ width: 2.5, height: 4, data }, '2.5×4'],
      [{ width: -2, height: -2, data }, '-2×-2'],
      [{ width: 2, height: 3, data }, '16 bytes'],
      [{ width: 2, height: 2, data: new Float32Array(16) }, 'data'],
      [{ width: 2, height: 2 }, 'data'],
    ];
    for (const [value, text] of cases) {
      assertRefused('ink-invalid-pixels', [text], () => checkPixels(value));
    }
    checkPixels({ width: 2, height: 2, data });
  });
});
