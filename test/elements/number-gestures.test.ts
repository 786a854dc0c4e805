import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DrawingStore, renamePins, type Revision } from '../../src/elements/history.js';
import { type Digit, digitsOf, makeRoom } from '../../src/elements/number-digits.js';
import { changed, gestureOf, joined, split, without } from '../../src/elements/number-gestures.js';
import { drawingExtent, type Point } from '../../src/ink/index.js';
import type { NumberResult } from '../../src/recognizer/index.js';
import { line, writeNumber } from '../support/written-numbers.js';

const frame = { width: 400, height: 100 };

/** A store with digits of one stroke each, written long ago, and what they were read as. */
function written(text: string): { store: DrawingStore; result: NumberResult } {
  const store = new DrawingStore();
  const old = writeNumber(text).map((stroke) => stroke.map((point) => ({ ...point, t: 0 })));
  store.replace(old, frame);
  const digits = [...text].map((digit, index) => ({
    ...{ text: digit, confidence: 1, strokes: [index], alternatives: [] },
    box: drawingExtent([old[index]!])!,
  }));
  return {
    store,
    result: { value: text, confidence: 1, alternatives: [], digits, backend: 'cpu', elapsed: 1 },
  };
}

const later = (stroke: Point[], t = 5000) => stroke.map((point) => ({ ...point, t }));

function meaningOf(text: string, stroke: Point[]) {
  const { store, result } = written(text);
  const gesture = gestureOf(store, stroke, result);
  if (gesture === null || typeof gesture === 'number') return gesture;
  return gesture.strokes!.map((one) => store.strokes.indexOf(one));
}

describe('a stroke over a number', () => {
  it('deletes what a zigzag is drawn over', () => {
    const zigzag = [30, 40, 50, 60, 70, 80].flatMap((y, i) =>
      i % 2 === 0 ? line([80, y], [120, y]) : line([120, y], [80, y]),
    );
    assert.deepEqual(meaningOf('137', zigzag), [0, 2]);
  });

  it('is drawn where a zigzag is over nothing, and where it is a digit', () => {
    const zigzag = [30, 40, 50, 60, 70, 80].map((y, i) => ({ x: i % 2 === 0 ? 300 : 340, y }));
    assert.equal(meaningOf('137', zigzag), null);
    for (const digit of '012356789') {
      const [stroke] = writeNumber(digit);
      const moved = later(stroke!.map(({ x, y }) => ({ x: x + 250, y })));
      assert.equal(meaningOf('137', moved), null, digit);
    }
  });

  it('replaces the digit it is written over, unless that was just begun', () => {
    const [, eight] = writeNumber('18');
    assert.deepEqual(meaningOf('137', later(eight!)), [0, 2, -1]);
    assert.equal(meaningOf('137', later(eight!, 300)), null);
  });

  it('replaces the digit it is written over in two strokes', () => {
    const { store, result } = written('138');
    const [angle, bar] = writeNumber('4').map((stroke) =>
      stroke.map(({ x, y }) => ({ x: x + 70, y })),
    );
    const read = store.strokes;
    assert.equal(gestureOf(store, later(angle!), result), null);
    for (const [from, isReplaced] of [
      [5000, true],
      [300, false],
    ] as const) {
      store.begin(frame);
      store.extend(later(angle!, from));
      store.end();
      const gesture = gestureOf(store, later(bar!, from + 400), result, read);
      assert.deepEqual(
        (gesture as Revision | null)?.strokes?.map((one) => store.strokes.indexOf(one)),
        isReplaced ? [0, 2, 3, -1] : undefined,
      );
      store.undo();
    }
  });

  it('is no part of the digits that it is written between, late', () => {
    const { store, result } = written('17');
    const { box } = result.digits[1]!;
    const [left, right] = [result.digits[0]!.box.right, box.left];
    const between = line([(left + right) / 2 - 5, 20], [(left + right) / 2 + 5, 80]);
    const groupsOf = (stroke: Point[]) => {
      const gesture = gestureOf(store, stroke, result);
      return gesture === null || typeof gesture === 'number' ? gesture : gesture.pins!.groups;
    };
    assert.deepEqual(
      groupsOf(later(between)),
      store.strokes.map((stroke) => ({ strokes: [stroke] })),
    );
    assert.equal(groupsOf(later(between, 300)), null);
    assert.equal(groupsOf(later(line([300, 20], [300, 80]))), null);
  });

  it('selects a digit if it is a tap', () => {
    assert.deepEqual(meaningOf('137', [{ x: 115, y: 50 }]), 1);
    assert.equal(meaningOf('137', [{ x: 350, y: 50 }]), null);
  });

  it('is drawn if it may be a point at the foot of a digit', () => {
    const { store, result } = written('137');
    const point = (y: number) => gestureOf(store, [{ x: 185, y }], result, store.strokes, true);
    assert.deepEqual([point(50), point(86)], [2, null]);
    assert.equal(meaningOf('137', [{ x: 185, y: 86 }]), 2);
  });
});

describe('what the user said of strokes', () => {
  it('is forgotten with them, and is back with them', () => {
    const { store } = written('137');
    const [one, three, seven] = store.strokes;
    const said = () => renamePins(store.pins, (stroke) => store.strokes.indexOf(stroke));
    store.revise({ pins: joined(store.pins, [three!], '8') });
    store.revise({ pins: split(store.pins, [one!, seven!]) });
    const groups = [{ strokes: [1], text: '8' }];
    assert.deepEqual(said(), { groups, apart: [[0, 2]] });
    store.revise({ strokes: [one!, three!] });
    assert.deepEqual(said(), { groups, apart: [] });
    store.undo();
    assert.deepEqual(said(), { groups, apart: [[0, 2]] });
    store.undo();
    assert.equal(said().apart.length, 0);
  });

  it('is one digit of those that share a stroke', () => {
    const { store, result } = written('10');
    const zero = result.digits[1]!;
    const digits = digitsOf(store, { digits: [...result.digits, zero] })!;
    const said = ({ strokes = store.strokes, pins = store.pins }: Revision) => [
      strokes.map((stroke) => store.strokes.indexOf(stroke)),
      pins.groups.map(({ text }) => text),
    ];
    const [one, , last] = digits as [Digit, Digit, Digit];
    assert.deepEqual(said(without(store, [last], digits)), [[0, 1], ['0']]);
    assert.deepEqual(said(without(store, digits.slice(1), digits)), [[0], []]);
    assert.deepEqual(said(without(store, [one], digits)), [[1], []]);
    assert.deepEqual(said({ pins: changed(store, last, '6', digits) }), [[0, 1], ['06']]);
    assert.deepEqual(said({ pins: changed(store, one, '7', digits) }), [[0, 1], ['7']]);
  });

  it('is taken back by its contrary', () => {
    const { store } = written('137');
    const two = store.strokes.slice(0, 2);
    const pins = joined(split(store.pins, two), two);
    assert.deepEqual([pins.groups.length, pins.apart.length], [1, 0]);
    assert.deepEqual([split(pins, two).groups.length, split(pins, two).apart.length], [0, 1]);
  });
});

describe('the surface of a number', () => {
  it('becomes wider at the right once there is little room, and changes no stroke', () => {
    const { store } = written('137');
    makeRoom(store);
    assert.equal(store.frame.width, 400);
    const { strokes } = store;
    store.begin(frame);
    store.extend(line([360, 20], [360, 80]));
    store.end();
    makeRoom(store);
    assert.equal(store.frame.width, 480);
    assert.equal(store.strokes[0], strokes[0]);
    store.undo();
    assert.equal(store.frame.width, 400);
  });
});
