import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type * as Library from '../../src/recognizer.js';
import type { Drawing } from '../../src/ink/types.js';
import { DRAWINGS } from '../support/drawings.js';
import { Random } from '../support/random.js';

const { createRecognizer } = (await import('../../dist/recognizer.js' as string)) as typeof Library;

let recognizer: Awaited<ReturnType<typeof createRecognizer>>;
before(async () => {
  recognizer = await createRecognizer({ backend: 'cpu' });
});
after(() => recognizer.dispose());

/** More than all other digits together: whoever asks for less in `min-confidence` wants a guess. */
const SURE = 0.5;

const dot: Drawing = [[{ x: 100, y: 100 }]];
const heldDot: Drawing = [Array.from({ length: 12 }, () => ({ x: 40, y: 70 }))];
const dots: Drawing = [[{ x: 40, y: 40 }], [{ x: 160, y: 150 }], [{ x: 150, y: 60 }]];

/** To and fro over the whole surface, as one crosses something out. */
function scribble(seed: number): Drawing {
  const random = new Random(seed);
  const stroke = Array.from({ length: 120 }, () => ({
    x: random.uniform(10, 190),
    y: random.uniform(10, 190),
  }));
  return [stroke];
}

/** Lines from left to right and back, on the way down. */
function hatching(lines: number): Drawing {
  return [
    Array.from({ length: lines }, (_, line) => ({
      x: line % 2 === 0 ? 20 : 180,
      y: 20 + (160 * line) / (lines - 1),
    })),
  ];
}

test('nothing drawn is nothing read', async () => {
  assert.equal(await recognizer.recognize([]), null);
  assert.equal(await recognizer.recognize([[]]), null);
});

test('of dots, scribbles and hatchings the bundled network is not sure', async () => {
  const drawings = [
    dot,
    heldDot,
    dots,
    ...Array.from({ length: 20 }, (_, seed) => scribble(seed + 1)),
    ...[8, 12, 20].map(hatching),
  ];
  const results = await recognizer.recognizeBatch(drawings);
  results.forEach((result, which) => {
    assert.ok(result);
    const { confidence, digit } = result;
    assert.ok(
      digit === null || confidence < SURE,
      `drawing ${which} is a ${digit} with ${confidence}`,
    );
  });
});

test('of our own digits it is', async () => {
  const results = await recognizer.recognizeBatch(DRAWINGS.map(({ strokes }) => strokes));
  results.forEach((result, which) => {
    assert.ok(result);
    assert.equal(result.digit, DRAWINGS[which]!.digit);
    assert.ok(result.confidence > 0.9, `${result.digit} with ${result.confidence}`);
  });
});
