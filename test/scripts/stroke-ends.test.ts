import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Drawing } from '../../src/ink/index.js';
import { createRandom, type Random } from '../../scripts/lib/random.js';
import {
  breakStroke,
  joinStrokes,
  varyEnds,
  cut,
  normalize,
} from '../../scripts/train/augmentation/stroke-shape.js';
import { DRAWINGS } from '../support/drawings.js';
import { forEveryDrawing } from './arbitrary-drawings.js';
import { assertSameDrawing, assertSound, distanceTo, wayLength } from './drawing-checks.js';

const SEEDS = Array.from({ length: 60 }, (_, key) => key);
/** A straight stroke of 101 points, 0.01 apart. */
const LINE = Array.from({ length: 101 }, (_, at) => ({ x: at / 100 - 0.5, y: 0 }));

const sizes = (drawing: Drawing) => drawing.map(({ length }) => length);

test('ends with probability 0 stay as they are', () => {
  forEveryDrawing((drawing, random) => {
    assertSameDrawing(varyEnds(drawing, 0, random), drawing);
  });
});

test('varying ends, joining and breaking leave every drawing one', () => {
  forEveryDrawing((drawing, random) => {
    assertSound(varyEnds(drawing, 1, random));
    assertSound(joinStrokes(drawing, random));
    assertSound(breakStroke(drawing, 0.08, random));
  });
});

test('with probability 1 both ends change, and nothing between them', () => {
  for (const key of SEEDS) {
    const [varied] = varyEnds([LINE], 1, createRandom('ends', key));
    const middle = LINE.filter(({ x }) => Math.abs(x) < 0.5 - 0.12 - 1e-9);
    const first = varied!.findIndex(({ x, y }) => y === 0 && x === middle[0]!.x);
    assert.ok(first > 0, 'the middle is there');
    assert.deepEqual(varied!.slice(first, first + middle.length), middle);
    assert.notDeepEqual(varied![0], LINE[0]);
    assert.notDeepEqual(varied!.at(-1), LINE.at(-1));
    for (const end of varied!) assert.ok(distanceTo(LINE, end) <= 0.1 + 1e-9);
  }
});

test('an end is cut short, runs on, or gets a hook, each about as often', () => {
  const kinds = { short: 0, on: 0, hook: 0 };
  for (const key of Array.from({ length: 900 }, (_, index) => index)) {
    const [varied] = varyEnds([LINE], 1, createRandom('kinds', key));
    const { x, y } = varied!.at(-1)!;
    if (Math.abs(y) > 1e-6) kinds.hook++;
    else kinds[x > 0.5 ? 'on' : 'short']++;
  }
  // 300 expected, standard deviation 14.
  for (const count of Object.values(kinds)) assert.ok(Math.abs(count - 300) < 71, `${count}`);
});

test('strokes too short for it keep their ends', () => {
  const short = [LINE.slice(0, 21), [{ x: 0.1, y: 0.2 }]];
  for (const key of SEEDS) {
    assertSameDrawing(varyEnds(short, 1, createRandom('short', key)), short);
  }
});

test('joining makes one stroke less, of the same points in the same order', () => {
  forEveryDrawing((drawing, random) => {
    const joined = joinStrokes(drawing, random);
    assert.equal(joined.length, Math.max(1, drawing.length - 1));
    assert.deepEqual(joined.flat(), drawing.flat());
  });
});

test('any two neighbors may be joined', () => {
  const three = [1, 2, 4].map((length) => LINE.slice(0, length));
  const found = new Set(
    SEEDS.map((key) => sizes(joinStrokes(three, createRandom('join', key))).join(' ')),
  );
  assert.deepEqual([...found].sort(), ['1 6', '3 4']);
});

test('breaking makes one stroke more, on the old one, with a gap of no more than that', () => {
  for (const { strokes } of DRAWINGS) {
    const [stroke] = normalize(strokes);
    for (const key of SEEDS.slice(0, 10)) {
      const broken = breakStroke([stroke!], 0.08, createRandom('break', key));
      assert.equal(broken.length, 2);
      const [before, after] = broken;
      for (const point of broken.flat()) assert.ok(distanceTo(stroke!, point) < 1e-9);
      assertSameDrawing([[before![0]!, after!.at(-1)!]], [[stroke![0]!, stroke!.at(-1)!]]);
      const gap = wayLength(stroke!) - wayLength(before!) - wayLength(after!);
      assert.ok(gap > -1e-9 && gap < 0.08 + 1e-9, `${gap}`);
      // Neither part is a mere crumb.
      for (const part of broken) assert.ok(wayLength(part) > 0.1 * wayLength(stroke!));
    }
  }
});

test('what is too short to break stays whole, and so does what is not there', () => {
  const random: Random = createRandom('whole');
  const short = [LINE.slice(0, 45)];
  assert.deepEqual(breakStroke(short, 0.08, random), short);
  assert.deepEqual(breakStroke([[]], 0.08, random), [[]]);
  assert.deepEqual(breakStroke([], 0.08, random), []);
  assert.deepEqual(joinStrokes([], random), []);
});

test('a cut keeps the points between two lengths of the way, and cuts within segments', () => {
  const angle = [
    { x: 0, y: 0 },
    { x: 0, y: 2 },
    { x: 3, y: 2 },
  ];
  assertSameDrawing(
    [cut(angle, 0.5, 4)],
    [
      [
        { x: 0, y: 0.5 },
        { x: 0, y: 2 },
        { x: 2, y: 2 },
      ],
    ],
  );
  assertSameDrawing([cut(angle, 0, 5)], [angle]);
});
