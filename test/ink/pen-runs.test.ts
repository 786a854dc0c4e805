import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { penRuns, strokeSegments, type CurveSegment, type Point } from '../../src/ink/index.js';

type Position = CurveSegment['from'];

const PEN = 12;

/** A straight line of ten points, ten units apart. */
function line(rest: (i: number) => Partial<Point>): Point[] {
  return Array.from({ length: 10 }, (_, i) => ({ x: i * 10, y: 0, ...rest(i) }));
}

function widthsOf(points: Point[]): number[] {
  return penRuns(points, PEN).flatMap(({ width, segments }) => segments.map(() => width));
}

const same = (a: Position, b: Position): boolean => a.x === b.x && a.y === b.y;

/** By Bernstein's polynomials. */
function pointOn({ from, control1, control2, to }: CurveSegment, t: number): Position {
  const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
  const points = [from, control1, control2, to];
  const sum = (axis: 'x' | 'y'): number =>
    points.reduce((total, point, i) => total + weights[i]! * point[axis], 0);
  return { x: sum('x'), y: sum('y') };
}

const strokes = fc.array(
  fc.record(
    {
      x: fc.float({ min: -1000, max: 1000, noNaN: true }),
      y: fc.float({ min: -1000, max: 1000, noNaN: true }),
      t: fc.float({ min: 0, max: 1e6, noNaN: true }),
      pressure: fc.float({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: ['x', 'y'] },
  ),
  { maxLength: 40 },
);

describe('the runs of a pen', () => {
  it('are the whole curve in order, a quarter wider or narrower than the pen at most', () => {
    fc.assert(
      fc.property(strokes, (stroke) => {
        const runs = penRuns(stroke, PEN);
        const pieces = runs.flatMap(({ segments }) => segments);
        for (const [i, { from }] of pieces.slice(1).entries())
          assert.deepEqual(from, pieces[i]!.to);
        let at = 0;
        const segments = strokeSegments(stroke);
        const [first, last] = [segments[0], segments.at(-1)];
        const closes =
          first &&
          last &&
          Math.hypot(first.from.x - last.to.x, first.from.y - last.to.y) <= PEN / 2;
        for (const segment of segments) {
          const begin = at;
          while (!same(pieces[at]!.to, segment.to)) at++;
          const count = ++at - begin;
          // Of a closed loop, these two bend towards each other.
          if (closes && (segment === first || segment === last)) continue;
          for (let k = 0; k < count; k++) {
            for (const t of [0, 0.3, 0.8]) {
              const [own, whole] = [
                pointOn(pieces[begin + k]!, t),
                pointOn(segment, (k + t) / count),
              ];
              assert.ok(Math.hypot(own.x - whole.x, own.y - whole.y) < 1e-6, `${k} of ${count}`);
            }
          }
        }
        assert.equal(at, pieces.length);
        for (const { control1, control2 } of pieces) {
          assert.ok([control1.x, control1.y, control2.x, control2.y].every(Number.isFinite));
        }
        for (const { width } of runs) {
          assert.ok(width >= PEN * 0.74 && width <= PEN * 1.26, `${width}`);
        }
      }),
      { seed: 6 },
    );
  });

  it('change their width by little steps, however far apart the points are', () => {
    const widths = widthsOf(
      [0.05, 0.95, 0.1].map((pressure, i) => ({ x: i * 90, y: 0, pressure })),
    );
    assert.ok(Math.max(...widths) - Math.min(...widths) > PEN * 0.3, widths.join(' '));
    for (const [i, width] of widths.slice(1).entries()) {
      assert.ok(Math.abs(width - widths[i]!) < PEN * 0.081, widths.join(' '));
    }
  });

  it('are one, as wide as the pen, without pressure and time', () => {
    const runs = penRuns(
      line(() => ({})),
      PEN,
    );
    assert.equal(runs.length, 1);
    assert.ok(Math.abs(runs[0]!.width - PEN) < 1e-9);
  });

  it('are one for a dot, and none for nothing', () => {
    const dots = penRuns([{ x: 1, y: 1 }], PEN);
    assert.deepEqual(
      dots.map(({ segments }) => segments.length),
      [0],
    );
    assert.deepEqual(penRuns([], PEN), []);
  });

  it('get wider with the pressure of a pen', () => {
    const widths = widthsOf(line((i) => ({ pressure: 0.1 + i * 0.09 })));
    assert.deepEqual(
      widths,
      [...widths].sort((a, b) => a - b),
    );
    assert.ok(widths[0]! < PEN * 0.85 && widths.at(-1)! > PEN * 1.1, widths.join(' '));
  });

  it('do not take the half that a mouse reports for pressure', () => {
    const slow = widthsOf(line((i) => ({ pressure: 0.5, t: i * 400 })));
    const quick = widthsOf(line((i) => ({ pressure: 0.5, t: i * 4 })));
    assert.ok(slow.at(-1)! > PEN * 1.1, slow.join(' '));
    assert.ok(quick.at(-1)! < PEN * 0.9, quick.join(' '));
  });

  it('keep their widths as the stroke goes on', () => {
    const whole = line((i) => ({ t: i * i * 7 }));
    const longer = widthsOf(whole);
    for (let end = 2; end < whole.length; end++) {
      const shorter = widthsOf(whole.slice(0, end));
      assert.ok(shorter.length >= end - 1);
      assert.deepEqual(shorter, longer.slice(0, shorter.length));
    }
  });

  it('do not hang on how densely a hand was sampled', () => {
    const every = (step: number): Point[] =>
      Array.from({ length: 1 + 240 / step }, (_, i) => ({ x: i * step, y: 0, t: i * step * 2 }));
    const [dense, sparse] = [every(2), every(12)].map((points) => widthsOf(points).at(-1)!);
    assert.ok(Math.abs(dense! - sparse!) <= PEN / 25 + 1e-9, `${dense} and ${sparse}`);
  });
});

it('a closed loop is round where it closes', () => {
  const circle = Array.from({ length: 13 }, (_, i) => ({
    x: 50 + 30 * Math.sin((i * Math.PI) / 6),
    y: 50 - 30 * Math.cos((i * Math.PI) / 6),
  }));
  const segments = penRuns(circle, 6).flatMap((run) => run.segments);
  const first = segments[0]!;
  const last = segments.at(-1)!;
  // It begins at the top, where a circle is level.
  assert.ok(Math.abs(first.control1.y - first.from.y) < 0.01);
  assert.ok(Math.abs(last.control2.y - last.to.y) < 0.01);
  const open = penRuns(circle.slice(0, -1), 6).flatMap((run) => run.segments);
  assert.deepEqual(open[0]!.control1, open[0]!.from, 'a gap stays a gap');
});
