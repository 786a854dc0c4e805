import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, nextExercise } from '../../../stories/demo/exercise.js';
import { brightestOf } from '../../../stories/demo/map-image.js';
import { drawingAt, withTimes } from '../../../stories/demo/replay.js';
import { drawingText, shapeText } from '../../../stories/demo/text.js';
import { tile } from '../../../stories/demo/tiling.js';
import { DRAWINGS } from '../../support/drawings.js';

describe('maps side by side', () => {
  const size = { min: 32, max: 72, gap: 4 };

  it('fit into any width, with no tile left over or wider than the maximum', () => {
    for (let width = 200; width < 1300; width += 37) {
      for (const count of [1, 8, 10, 16, 23, 24, 32, 64, 97]) {
        const { columns, rows, tile: side, height } = tile(count, width, size);
        assert.ok(columns * (side + 4) - 4 <= width);
        assert.ok(columns * rows >= count && columns * (rows - 1) < count);
        assert.ok(side >= 32 && side <= 72);
        assert.equal(height, rows * (side + 4) - 4);
      }
    }
  });

  it('stand in full rows where they can', () => {
    assert.deepEqual([tile(24, 330, size).columns, tile(32, 900, size).columns], [8, 16]);
  });

  it('are as bright as the value farthest from nothing', () => {
    assert.equal(brightestOf(new Float32Array([0.5, -2, 1])), 2);
    assert.equal(brightestOf(new Float32Array(3)), 1);
  });
});

describe('what the demo says', () => {
  it('of a drawing: strokes, points and, if it is known, the time', () => {
    assert.equal(drawingText([[{ x: 0, y: 0 }]]), '1 stroke, 1 point');
    const timed = [
      [{ x: 0, y: 0, t: 500 }],
      [
        { x: 0, y: 0, t: 600 },
        { x: 1, y: 1, t: 1700 },
      ],
    ];
    assert.equal(drawingText(timed), '2 strokes, 3 points, 1.2 s');
  });

  it('of a shape', () => {
    assert.deepEqual([shapeText([12, 10, 16]), shapeText([1, 1, 32])], ['12 × 10 × 16', '32']);
  });

  it('to a child: right, wrong, or not yet', () => {
    assert.match(judge({ left: 6, right: 1 }, '7'), /^Yes, 6 \+ 1 = 7/);
    assert.match(judge({ left: 6, right: 1 }, '1'), /I read a 1/);
    assert.match(judge({ left: 6, right: 1 }, ''), /What is 6 \+ 1\?/);
  });

  it('and asks for nothing but sums of one digit', () => {
    for (let share = 0; share < 1; share += 0.001) {
      const { left, right } = nextExercise(() => share);
      assert.ok(left >= 1 && right >= 1 && left + right <= 9);
    }
  });
});

describe('the replay', () => {
  const drawing = withTimes(DRAWINGS.find(({ strokes }) => strokes.length > 1)!.strokes);

  it('grows from nothing to all of the drawing, and never shrinks', () => {
    assert.deepEqual(drawingAt(drawing, 0), []);
    let before = 0;
    for (let time = 0; time < 10_000; time += 16) {
      const count = drawingAt(drawing, time).flat().length;
      assert.ok(count >= before);
      before = count;
    }
    assert.equal(before, drawing.flat().length);
  });
});
