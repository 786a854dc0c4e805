import type { Drawing, Point, Preprocessing, Stroke } from '../../src/ink/index.js';

/** A drawing moved and scaled; a shift is applied after the scale. */
export function transform(drawing: Drawing, scale: number, dx: number, dy: number) {
  return drawing.map((stroke) =>
    stroke.map(({ x, y }) => ({ x: x * scale + dx, y: y * scale + dy })),
  );
}

/**
 * Fraction of each pixel covered by a round pen, by brute force: marks every one of samples × samples
 * points in each pixel that is within `radius` of a stroke, and counts.
 */
export function supersample(
  drawing: Drawing,
  radius: number,
  width: number,
  height: number,
  samples: number,
): Float64Array {
  const columns = width * samples;
  const rows = height * samples;
  const marks = new Uint8Array(columns * rows);
  for (const stroke of drawing) {
    stroke.forEach((b, i) => {
      const a = stroke[Math.max(0, i - 1)]!;
      const clip = (value: number, most: number) => Math.min(most, Math.max(0, Math.floor(value)));
      const left = clip((Math.min(a.x, b.x) - radius) * samples, columns);
      const right = clip((Math.max(a.x, b.x) + radius) * samples + 1, columns);
      const top = clip((Math.min(a.y, b.y) - radius) * samples, rows);
      const bottom = clip((Math.max(a.y, b.y) + radius) * samples + 1, rows);
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          const x = (column + 0.5) / samples;
          const y = (row + 0.5) / samples;
          if (squaredDistance(x, y, a, b) <= radius * radius) marks[row * columns + column] = 1;
        }
      }
    });
  }
  const coverage = new Float64Array(width * height);
  marks.forEach((mark, i) => {
    const column = Math.floor((i % columns) / samples);
    const row = Math.floor(i / columns / samples);
    coverage[row * width + column]! += mark / (samples * samples);
  });
  return coverage;
}

/**
 * The centripetal Catmull–Rom curve through points that all differ, in its Hermite form: knots are square
 * roots of distances apart, and the curve is at rest at its ends.
 */
export function curveThrough(points: Stroke): Point[] {
  const knots = points.reduce<number[]>((before, { x, y }, i) => {
    const last = points[i - 1];
    return [...before, last ? before.at(-1)! + Math.sqrt(Math.hypot(x - last.x, y - last.y)) : 0];
  }, []);
  const speed = (i: number, of: 'x' | 'y'): number => {
    if (i === 0 || i === points.length - 1) return 0;
    const slope = (from: number, to: number) =>
      (points[to]![of] - points[from]![of]) / (knots[to]! - knots[from]!);
    return slope(i - 1, i) - slope(i - 1, i + 1) + slope(i, i + 1);
  };
  return points.flatMap((to, i) => {
    const from = points[i - 1];
    if (!from) return [to];
    const span = knots[i]! - knots[i - 1]!;
    const at = (u: number, of: 'x' | 'y'): number =>
      (2 * u ** 3 - 3 * u ** 2 + 1) * from[of] +
      (u ** 3 - 2 * u ** 2 + u) * span * speed(i - 1, of) +
      (3 * u ** 2 - 2 * u ** 3) * to[of] +
      (u ** 3 - u ** 2) * span * speed(i, of);
    return Array.from({ length: 24 }, (_, k) => ({
      x: at((k + 1) / 24, 'x'),
      y: at((k + 1) / 24, 'y'),
    }));
  });
}

/** The input image of a drawing whose points are joined by lines, by brute force and by the definition of its parts. */
export function referenceImage(
  drawing: Drawing,
  { box, centre, penWidth }: Preprocessing,
): Float64Array {
  const points = drawing.flat();
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const side = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  const scale = side > 0 ? (box - penWidth) / side : 1;
  let dx = 14 - (scale * (Math.max(...xs) + Math.min(...xs))) / 2;
  let dy = 14 - (scale * (Math.max(...ys) + Math.min(...ys))) / 2;
  const render = () => supersample(transform(drawing, scale, dx, dy), penWidth / 2, 28, 28, 64);
  let image = render();
  for (let round = 0; centre === 'mass' && round < 5; round++) {
    const { x, y } = pixelCenter(image);
    dx += 14 - x;
    dy += 14 - y;
    image = render();
  }
  return image;
}

/** Center of mass of a 28×28 image; the middle of the first pixel is (0.5, 0.5). */
export function pixelCenter(image: ArrayLike<number>): { x: number; y: number } {
  const values = Array.from(image);
  const mass = values.reduce((sum, value) => sum + value, 0);
  return {
    x: values.reduce((sum, value, i) => sum + value * ((i % 28) + 0.5), 0) / mass,
    y: values.reduce((sum, value, i) => sum + value * (Math.floor(i / 28) + 0.5), 0) / mass,
  };
}

export function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

export function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

function squaredDistance(
  x: number,
  y: number,
  a: { x: number; y: number },
  b: { x: number; y: number },
): number {
  const [vx, vy] = [b.x - a.x, b.y - a.y];
  const square = vx * vx + vy * vy;
  const along = square > 0 ? ((x - a.x) * vx + (y - a.y) * vy) / square : 0;
  const t = Math.min(1, Math.max(0, along));
  return (x - a.x - t * vx) ** 2 + (y - a.y - t * vy) ** 2;
}
