import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import {
  DrawingStore,
  fitFrame,
  NO_FRAME,
  type DrawingChange,
} from '../../src/elements/history.js';
import type { Frame, Point } from '../../src/ink/index.js';

const a: Point[] = [{ x: 1, y: 1 }];
const b: Point[] = [{ x: 2, y: 2 }];
const dots = (count: number) => Array.from({ length: count }, (_, x) => [{ x, y: 0 }]);
const square = (side: number): Frame => ({ width: side, height: side });

let store: DrawingStore;

function draw(...strokes: Point[][]): void {
  for (const stroke of strokes) drawOn(100, stroke);
}

/** @param side of the surface */
function drawOn(side: number, stroke: Point[]): void {
  store.begin(square(side));
  store.extend(stroke);
  store.end();
}

beforeEach(() => {
  store = new DrawingStore();
});

describe('the history of a drawing', () => {
  it('undoes and redoes strokes one by one', () => {
    draw(a, b);
    store.undo();
    assert.deepEqual(store.strokes, [a]);
    store.undo();
    assert.deepEqual(store.strokes, []);
    assert.equal(store.undo(), false);
    store.redo();
    store.redo();
    assert.deepEqual(store.strokes, [a, b]);
    assert.equal(store.redo(), false);
  });

  it('clears in one step that can be undone', () => {
    draw(a, b);
    store.clear();
    assert.ok(store.isEmpty);
    store.undo();
    assert.deepEqual(store.strokes, [a, b]);
    store.redo();
    assert.ok(store.isEmpty);
  });

  it('drops strokes below others, as a part of the step that drew the first of these', () => {
    const [c, d] = [dots(1)[0]!, dots(2)[1]!];
    draw(a, b, c, d);
    store.keepLast(2);
    assert.deepEqual(store.strokes, [c, d]);
    store.undo();
    assert.deepEqual(store.strokes, [a, b]);
    store.redo();
    assert.deepEqual(store.strokes, [c, d]);
  });

  it('has no step for clearing an empty drawing, or for a stroke without points', () => {
    assert.equal(store.clear(), false);
    assert.equal(store.canUndo, false);
    store.begin(square(100));
    store.end();
    assert.ok(store.isEmpty);
    assert.equal(store.canUndo, false);
  });

  it('drops what was undone once something new is drawn', () => {
    draw(a);
    store.undo();
    draw(b);
    assert.equal(store.canRedo, false);
    assert.deepEqual(store.strokes, [b]);
  });

  it('ends the current stroke before it undoes', () => {
    store.begin(square(100));
    store.extend(a);
    store.undo();
    assert.ok(store.isEmpty);
    store.extend(b);
    assert.ok(store.isEmpty, 'a pen that is still down adds nothing');
    store.redo();
    assert.deepEqual(store.strokes, [a]);
  });

  it('takes a copy of a drawing, as if it had been drawn', () => {
    draw(b);
    const given = [[{ x: 1, y: 1 }], [{ x: 2, y: 2 }]];
    store.replace(given, square(100));
    given[0]![0]!.x = 99;
    assert.deepEqual(store.strokes, [a, b]);
    store.undo();
    assert.deepEqual(store.strokes, [a]);
    store.undo();
    assert.equal(store.canUndo, false);
  });

  it('undoes the last strokes of a drawing that is larger than anyone draws', () => {
    store.replace(dots(100_000), square(100));
    let steps = 0;
    for (; store.undo(); steps++) assert.equal(store.strokes.length, 99_999 - steps);
    assert.equal(steps, 10);
  });

  it('undoes the last thousand steps of a user who draws and clears all day', () => {
    const drawings = 3000;
    for (const dot of dots(drawings)) {
      draw(dot);
      store.clear();
    }
    let steps = 0;
    let first: number | undefined;
    for (; store.undo(); steps++) first = store.strokes[0]?.[0]?.x ?? first;
    assert.equal(steps, 1000);
    assert.equal(first, drawings - 500);
    for (; store.redo(); steps--);
    assert.equal(steps, 0, 'all of them can be redone');
    assert.ok(store.isEmpty);
  });

  it('holds a limited number of strokes for a user who never clears', () => {
    const strokes = 5000;
    draw(...dots(strokes));
    let held = 0;
    for (let left = strokes; store.undo(); held += left) {
      assert.equal(store.strokes.length, --left);
    }
    assert.ok(held <= 1_000_000, `${held} strokes`);
    assert.ok(held > 990_000, `${held} strokes`);
  });

  it('tells its subscribers what happened, until they unsubscribe', () => {
    const heard: DrawingChange[] = [];
    const unsubscribe = store.subscribe((change) => heard.push(change));
    draw(a);
    store.undo();
    store.clear();
    unsubscribe();
    draw(b);
    assert.deepEqual(heard, ['begin', 'end', 'edit']);
  });
});

describe('the frame of a drawing', () => {
  it('stays while there is a drawing, and is new for an empty one', () => {
    draw(a);
    drawOn(300, b);
    assert.deepEqual(store.frame, square(100));
    store.clear();
    drawOn(300, b);
    assert.deepEqual(store.frame, square(300));
    store.undo();
    store.undo();
    assert.deepEqual(store.frame, square(100));
  });

  it('is filled in for a drawing that was set before the surface had a size', () => {
    store.replace([a, b], NO_FRAME);
    store.undo();
    store.setFrame(square(200));
    assert.deepEqual(store.frame, square(200));
    store.redo();
    assert.deepEqual(store.frame, square(200));
    store.setFrame(square(300));
    assert.deepEqual(store.frame, square(200));
  });

  it('is fitted into another one as large as possible, centered and without distortion', () => {
    const wide = { width: 200, height: 100 };
    for (const [from, to, fit] of [
      [wide, square(100), { scale: 0.5, x: 0, y: 25 }],
      [square(50), wide, { scale: 2, x: 50, y: 0 }],
      [square(50), square(200), { scale: 4, x: 0, y: 0 }],
      // A size is not known yet.
      [NO_FRAME, square(100), { scale: 1, x: 0, y: 0 }],
      [square(100), NO_FRAME, { scale: 1, x: 0, y: 0 }],
    ] as const)
      assert.deepEqual(fitFrame(from, to), fit);
  });
});
