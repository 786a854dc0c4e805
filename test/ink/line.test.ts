import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findGroups } from '../../src/ink/groups.js';
import { drawingOfPieces, layOutLine } from '../../src/ink/line.js';
import type { Drawing } from '../../src/ink/index.js';
import { line as straight, writeNumber } from '../support/written-numbers.js';

/** The candidates of a drawing, each as the indices of its strokes. */
function candidates(drawing: Drawing): string[] {
  return findGroups(layOutLine(drawing, 30)!).map(({ strokes }) => strokes.join('+'));
}

describe('the line of a number', () => {
  it('has a piece for every stroke of digits that stand apart, from left to right', () => {
    const drawing = writeNumber('137');
    const { pieces } = layOutLine([...drawing].reverse(), 30)!;
    assert.deepEqual(
      pieces.map(({ stroke }) => stroke),
      [2, 1, 0],
    );
  });

  it('measures in heights of digits, whatever the unit and the place', () => {
    const drawing = writeNumber('60');
    const moved = drawing.map((stroke) =>
      stroke.map(({ x, y }) => ({ x: 1e6 + x / 40, y: y / 40 })),
    );
    const [one, other] = [layOutLine(drawing, 30)!, layOutLine(moved, 30)!];
    one.pieces.forEach(({ box }, index) => {
      assert.ok(Math.abs(box.bottom - box.top - 1) < 0.1);
      assert.ok(Math.abs(box.left - other.pieces[index]!.box.left) < 1e-6);
    });
  });

  it('stands slanted digits upright enough to tell them apart', () => {
    const slanted = [straight([0, 100], [40, 0]), straight([25, 100], [65, 0])];
    const { pieces } = layOutLine(slanted, 30)!;
    assert.ok(pieces[0]!.box.right < pieces[1]!.box.left);
  });

  it('keeps a dab beside the stroke that it begins, over the digit before', () => {
    const three = [...straight([0, 0], [60, 0]), ...straight([60, 0], [20, 100])];
    const dab = straight([24, 2], [26, 12]);
    const seven = [...straight([28, 4], [120, 0]), ...straight([120, 0], [90, 100])];
    const { pieces } = layOutLine([three, dab, seven], 30)!;
    assert.equal(pieces[0]!.stroke, 0);
  });

  it('cuts a stroke that joins two digits between them', () => {
    const [zero] = writeNumber('0');
    const joined = [...zero!, ...zero!.map(({ x, y }) => ({ x: x + 60, y }))];
    const { pieces } = layOutLine([joined], 30)!;
    assert.ok(pieces.some(({ to }) => to === zero!.length - 1));
    assert.deepEqual(drawingOfPieces([joined], pieces), [joined]);
  });

  it('cuts no more than there may be pieces', () => {
    const [zero] = writeNumber('0');
    const joined = [...zero!, ...zero!.map(({ x, y }) => ({ x: x + 60, y }))];
    assert.equal(layOutLine([joined], 1)!.pieces.length, 1);
    assert.equal(layOutLine([joined, joined], 1), null);
  });

  it('has nothing to lay out without ink', () => {
    for (const drawing of [[], [[]]]) assert.equal(layOutLine(drawing, 30), null);
  });
});

describe('the candidates of a number', () => {
  it('include every stroke alone, and strokes near each other together', () => {
    // A 4 of two strokes beside a 1.
    const drawing = [
      [...straight([20, 0], [0, 60]), ...straight([0, 60], [50, 60])],
      straight([40, 20], [38, 100]),
      straight([160, 0], [160, 100]),
    ];
    const found = candidates(drawing);
    for (const group of ['0', '1', '2', '0+1']) assert.ok(found.includes(group), group);
    assert.ok(!found.includes('0+1+2'));
  });

  it('join a bar that was drawn last with its digit', () => {
    const drawing = [
      [...straight([0, 0], [50, 0]), ...straight([50, 0], [20, 100])],
      straight([100, 0], [100, 100]),
      straight([10, 50], [50, 48]),
    ];
    assert.ok(candidates(drawing).includes('0+2'));
  });

  it('leave out two wide strokes that stand apart', () => {
    const found = candidates(writeNumber('60', 100));
    assert.deepEqual(found, ['0', '1']);
  });

  it('include every stroke alone, and few others, where all cross each other', () => {
    const star = Array.from({ length: 26 }, (_, i) => {
      const [x, y] = [80 * Math.cos((Math.PI * i) / 26), 80 * Math.sin((Math.PI * i) / 26)];
      return straight([x, y], [-x, -y]);
    });
    const found = candidates(star);
    assert.ok([...star.keys()].every((stroke) => found.includes(`${stroke}`)));
    assert.ok(found.length <= 60, `${found.length}`);
  });

  it('are at most four strokes', () => {
    const hatch = Array.from({ length: 8 }, (_, i) => straight([4 * i, 0], [4 * i, 100]));
    const groups = findGroups(layOutLine(hatch, 30)!);
    assert.equal(Math.max(...groups.map(({ strokes }) => strokes.length)), 4);
  });
});
