import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  DrawingStore,
  fitFrame,
  NO_FRAME,
  type DrawingChange,
} from '../../../src/elements/history.js';
import type { Frame, Point } from '../../../src/ink/index.js';

const a: Point[] = [{ x: 1, y: 1 }];
const b: Point[] = [{ x: 2, y: 2 }];

const square = (side: number): Frame => ({ width: side, height: side });

function draw(store: DrawingStore, ...strokes: Point[][]): void {
  for (const stroke of strokes) {
    store.begin(square(100));
    store.extend(stroke);
    store.end();
  }
}

describe('the drawing and its history', () => {
  it('takes strokes back one by one and brings them again', () => {
    const store = new DrawingStore();
    draw(store, a, b);
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

  it('clears in one step that can be taken back', () => {
    const store = new DrawingStore();
    draw(store, a, b);
    store.clear();
    assert.ok(store.isEmpty);
    store.undo();
    assert.deepEqual(store.strokes, [a, b]);
    store.redo();
    assert.ok(store.isEmpty);
  });

  it('does not count clearing blank paper as a step', () => {
    const store = new DrawingStore();
    assert.equal(store.clear(), false);
    assert.equal(store.canUndo, false);
  });

  it('forgets what was taken back once something new is drawn', () => {
    const store = new DrawingStore();
    draw(store, a);
    store.undo();
    draw(store, b);
    assert.equal(store.canRedo, false);
    assert.deepEqual(store.strokes, [b]);
  });

  it('ends the stroke being drawn before it undoes', () => {
    const store = new DrawingStore();
    store.begin(square(100));
    store.extend(a);
    store.undo();
    assert.ok(store.isEmpty);
    store.extend(b);
    assert.ok(store.isEmpty, 'a pen still down adds nothing');
    store.redo();
    assert.deepEqual(store.strokes, [a]);
  });

  it('drops a stroke without points', () => {
    const store = new DrawingStore();
    store.begin(square(100));
    store.end();
    assert.ok(store.isEmpty);
    assert.equal(store.canUndo, false);
  });

  it('takes a drawing over as though it had been drawn, and keeps no hold of it', () => {
    const store = new DrawingStore();
    draw(store, b);
    const given = [[{ x: 1, y: 1 }], [{ x: 2, y: 2 }]];
    store.replace(given, square(100));
    given[0]![0]!.x = 99;
    assert.deepEqual(store.strokes, [a, b]);
    store.undo();
    assert.deepEqual(store.strokes, [a]);
    store.undo();
    assert.equal(store.canUndo, false);
  });

  it('takes back the last strokes of a drawing that has more than anyone draws', () => {
    const store = new DrawingStore();
    store.replace(
      Array.from({ length: 100_000 }, (_, x) => [{ x, y: 0 }]),
      square(100),
    );
    let steps = 0;
    for (; store.undo(); steps++) assert.equal(store.strokes.length, 99_999 - steps);
    assert.equal(steps, 10);
  });

  it('takes back the last thousand steps of one who draws and clears all day', () => {
    const store = new DrawingStore();
    const drawings = 3000;
    for (let x = 0; x < drawings; x++) {
      draw(store, [{ x, y: 0 }]);
      store.clear();
    }
    let steps = 0;
    let first: number | undefined;
    for (; store.undo(); steps++) first = store.strokes[0]?.[0]?.x ?? first;
    assert.equal(steps, 1000);
    assert.equal(first, drawings - 500);
    for (; store.redo(); steps--);
    assert.equal(steps, 0, 'all of them come again');
    assert.ok(store.isEmpty);
  });

  it('holds no more strokes in its history for one who never clears', () => {
    const store = new DrawingStore();
    const strokes = 5000;
    for (let x = 0; x < strokes; x++) draw(store, [{ x, y: 0 }]);
    let held = 0;
    for (let left = strokes; store.undo(); held += left) {
      assert.equal(store.strokes.length, --left);
    }
    assert.ok(held <= 1_000_000, `${held} strokes`);
    assert.ok(held > 990_000, `${held} strokes`);
  });
});

describe('the frame of the coordinates', () => {
  it('stays with a drawing whatever the surface does, and is new for blank paper', () => {
    const store = new DrawingStore();
    draw(store, a);
    store.begin(square(300));
    store.extend(b);
    store.end();
    assert.deepEqual(store.frame, square(100));
    store.clear();
    store.begin(square(300));
    store.extend(b);
    store.end();
    assert.deepEqual(store.frame, square(300));
    store.undo();
    store.undo();
    assert.deepEqual(store.frame, square(100));
  });

  it('is filled in for a drawing that came before the surface had a size', () => {
    const store = new DrawingStore();
    store.replace([a, b], NO_FRAME);
    store.undo();
    store.setFrame(square(200));
    assert.deepEqual(store.frame, square(200));
    store.redo();
    assert.deepEqual(store.frame, square(200));
    store.setFrame(square(300));
    assert.deepEqual(store.frame, square(200));
  });
});

describe('a drawing of another frame', () => {
  it('is fitted as large as it can be, in the middle, without distortion', () => {
    const wide = { width: 200, height: 100 };
    assert.deepEqual(fitFrame(wide, square(100)), { scale: 0.5, x: 0, y: 25 });
    assert.deepEqual(fitFrame(square(50), wide), { scale: 2, x: 50, y: 0 });
    assert.deepEqual(fitFrame(square(50), square(200)), { scale: 4, x: 0, y: 0 });
  });

  it('stays as it is while a size is not known', () => {
    assert.deepEqual(fitFrame(NO_FRAME, square(100)), { scale: 1, x: 0, y: 0 });
    assert.deepEqual(fitFrame(square(100), NO_FRAME), { scale: 1, x: 0, y: 0 });
  });
});

it('tells its subscribers what happened, until they leave', () => {
  const store = new DrawingStore();
  const heard: DrawingChange[] = [];
  const leave = store.subscribe((change) => heard.push(change));
  draw(store, a);
  store.undo();
  store.clear();
  leave();
  draw(store, b);
  assert.deepEqual(heard, ['begin', 'end', 'edit']);
});
