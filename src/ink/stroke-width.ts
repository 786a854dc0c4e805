import type { Plane } from './paper.js';

/** Strokes this much thinner or thicker than the network's pen are made so wide. */
const THINNEST = 0.8;
const THICKEST = 1.5;

/**
 * Gives strokes about the width of the network's pen: thin ones grow to it, thick ones shrink, by distances
 * from the edge of the ink.
 *
 * @param ink 0 to 1, cut to its extent.
 * @param pen diameter of the pen as a fraction of the longer side.
 */
export function withPen(ink: Plane, pen: number): Plane {
  const longer = Math.max(ink.width, ink.height);
  const width = strokeWidth(ink);
  const relative = width / longer / pen;
  if (relative >= THINNEST && relative <= THICKEST) return ink;
  const isThin = relative < THINNEST;
  // As wide as its surroundings is a blot, not a stroke.
  if (width > longer / 3) return ink;
  const aim = pen * (isThin ? 1 : THICKEST);
  // The longer side grows as the stroke does.
  const growth = (aim * longer - width) / (2 * (1 - aim));
  const margin = Math.max(1, Math.ceil(growth) + 1);
  const grown = pad(ink, margin);
  const distances = distancesTo(grown, isThin ? 1 : 0);
  grown.values.forEach((value, i) => {
    const covered = isThin ? 1 + growth - distances[i]! : distances[i]! + growth;
    const limited = Math.min(1, Math.max(0, covered));
    grown.values[i] = isThin ? Math.max(value, limited) : Math.min(value, limited);
  });
  return grown;
}

/**
 * The width w of strokes with round ends, in pixels: their area is l w + π w²/4 and their outline 2 l + π w, if l
 * is their length. The outline is the total variation, so that soft edges count as they should. Ink beyond the
 * border counts as paper.
 */
function strokeWidth({ width, height, values }: Plane): number {
  let area = 0;
  let outline = 0;
  for (let row = -1; row < height; row++) {
    for (let column = -1; column < width; column++) {
      const at = (x: number, y: number): number =>
        x >= 0 && x < width && y >= 0 && y < height ? values[y * width + x]! : 0;
      const value = at(column, row);
      const across = at(column + 1, row) - value;
      const down = at(column, row + 1) - value;
      area += value;
      outline += Math.sqrt(across * across + down * down);
    }
  }
  return (outline - Math.sqrt(Math.max(0, outline * outline - 4 * Math.PI * area))) / Math.PI;
}

/** The same with blank margins. */
function pad({ width, height, values }: Plane, margin: number): Plane {
  const across = width + 2 * margin;
  const padded = new Float32Array(across * (height + 2 * margin));
  for (let row = 0; row < height; row++) {
    const line = values.subarray(row * width, (row + 1) * width);
    padded.set(line, (row + margin) * across + margin);
  }
  return { width: across, height: height + 2 * margin, values: padded };
}

/**
 * The Euclidean distance of each pixel to the nearest one that is ink (1) or paper (0), in time proportional to
 * the number of pixels (P. Felzenszwalb, D. Huttenlocher, "Distance Transforms of Sampled Functions", 2012).
 */
function distancesTo({ width, height, values }: Plane, kind: 0 | 1): Float32Array {
  const far = (width + height) ** 2;
  const squares = values.map((value) => (Math.round(value) === kind ? 0 : far));
  for (let row = 0; row < height; row++) lowerEnvelope(squares, row * width, 1, width);
  for (let column = 0; column < width; column++) lowerEnvelope(squares, column, width, height);
  return squares.map(Math.sqrt);
}

/** Replaces values in a row or column by the least of all parabolas that stand on them. */
function lowerEnvelope(values: Float32Array, start: number, stride: number, count: number): void {
  const heights = new Float64Array(count);
  for (let i = 0; i < count; i++) heights[i] = values[start + i * stride]!;
  const vertices = new Int32Array(count);
  const begins = new Float64Array(count + 1).fill(-Infinity);
  let last = 0;
  for (let q = 1; q < count; q++) {
    let at = crossing(heights, q, vertices[last]!);
    while (at <= begins[last]!) at = crossing(heights, q, vertices[--last]!);
    vertices[++last] = q;
    begins[last] = at;
  }
  begins[last + 1] = Infinity;
  for (let q = 0, k = 0; q < count; q++) {
    while (begins[k + 1]! < q) k++;
    values[start + q * stride] = (q - vertices[k]!) ** 2 + heights[vertices[k]!]!;
  }
}

/** Where the parabolas that stand on two values meet. */
function crossing(heights: Float64Array, q: number, p: number): number {
  return (heights[q]! + q * q - heights[p]! - p * p) / (2 * (q - p));
}
