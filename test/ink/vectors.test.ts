import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  copyDrawing,
  drawingExtent,
  drawingToSVG,
  strokeSegments,
  strokesFromFlat,
} from '../../src/ink/index.js';
import { DIGITS } from './drawings.js';
import { stroke } from '../support/drawings.js';

const surface = { width: 200, height: 100, penWidth: 12 };

describe('a copy of a drawing', () => {
  it('is equal and shares nothing', () => {
    const original = [
      [
        { x: 1, y: 2, t: 3, pressure: 0.5 },
        { x: 4, y: 5 },
      ],
      [],
    ];
    const copy = copyDrawing(original);
    assert.deepEqual(copy, original);
    copy[0]![0]!.x = 99;
    copy[1]!.push({ x: 0, y: 0 });
    assert.equal(original[0]![0]!.x, 1);
    assert.equal(original[1]!.length, 0);
  });
});

describe('the extent of a drawing', () => {
  it('is that of its points', () => {
    const drawing = [[{ x: 3, y: -1 }], [], stroke(-7, 4, 0, 9)];
    assert.deepEqual(drawingExtent(drawing), { left: -7, top: -1, right: 3, bottom: 9 });
    assert.equal(drawingExtent([[]]), null);
  });
});

describe('flat strokes', () => {
  it('become points', () => {
    assert.deepEqual(
      strokesFromFlat([
        [1, 2, 3, 4],
        [5, 6],
      ]),
      [stroke(1, 2, 3, 4), [{ x: 5, y: 6 }]],
    );
  });

  it('with a coordinate too few are refused', () => {
    assert.throws(
      () =>
        strokesFromFlat([
          [1, 2],
          [1, 2, 3],
        ]),
      {
        code: 'ink-invalid-drawing',
        message: /stroke 1/,
      },
    );
  });
});

describe('the curve through a stroke', () => {
  it('passes through every point, without a corner', () => {
    const stroke = DIGITS.eight[0]!;
    const segments = strokeSegments(stroke);
    assert.equal(segments.length, stroke.length - 1);
    segments.forEach((segment, i) => {
      assert.deepEqual([segment.from, segment.to], [stroke[i], stroke[i + 1]]);
      const next = segments[i + 1];
      if (!next) return;
      const arriving = [segment.to.x - segment.control2.x, segment.to.y - segment.control2.y];
      const leaving = [next.control1.x - next.from.x, next.control1.y - next.from.y];
      const cross = arriving[0]! * leaving[1]! - arriving[1]! * leaving[0]!;
      const dot = arriving[0]! * leaving[0]! + arriving[1]! * leaving[1]!;
      assert.ok(Math.abs(cross) < 1e-9 * dot, `corner at point ${i + 1}`);
    });
  });

  it('is straight where the points are', () => {
    const [first, second] = strokeSegments(stroke(0, 0, 3, 0, 6, 0));
    assert.deepEqual(first!.control2, { x: 2, y: 0 });
    assert.deepEqual(second!.control1, { x: 4, y: 0 });
  });

  it('has no segments for a dot, and none of no length', () => {
    const dot = { x: 1, y: 1 };
    assert.deepEqual(strokeSegments([]), []);
    assert.deepEqual(strokeSegments([dot, dot]), []);
    assert.equal(strokeSegments([dot, dot, { x: 2, y: 2 }, { x: 2, y: 2 }]).length, 1);
  });
});

describe('a drawing as SVG', () => {
  it('is a document with a path for a stroke and a circle for a dot', () => {
    const svg = drawingToSVG([stroke(10, 10, 40, 10), [], [{ x: 1.23456, y: -2 }]], {
      ...surface,
      color: 'navy',
    });
    assert.equal(
      svg,
      [
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100">',
        '<path d="M10,10C10,10 40,10 40,10" fill="none" stroke="navy" stroke-width="12" stroke-linecap="round" stroke-linejoin="round"/>',
        '<circle cx="1.23" cy="-2" r="6" fill="navy"/>',
        '</svg>',
        '',
      ].join('\n'),
    );
  });

  it('has no number with more than two decimals, and no exponent', () => {
    const drawing = DIGITS.zero.map((stroke) => stroke.map(({ x, y }) => ({ x: x / 7, y: y / 7 })));
    const tiny = [[{ x: 1e-9, y: -1e-9 }]];
    const svg = drawingToSVG([...drawing, ...tiny], surface);
    assert.doesNotMatch(svg, /\.\d{3}|\de[-+]|-0\b(?!\.)/);
  });
});
