import { type Extent, union } from './drawing.js';
import type { Plane } from './paper.js';

/** 1 for ink, 0 for paper. */
export type Mask = Plane<Uint8Array>;

/**
 * Leaves only the digit of a mask: removes frames and rules, then all components but the digit's.
 *
 * @returns a mask that is blank if there is no ink.
 */
export function findDigit(mask: Mask, darkness: Uint8Array): Mask {
  const digit = digitOf(mask, darkness);
  const { cleaned, lines } = withoutLines(mask);
  if (lines === 0) return digit.mask;
  const other = digitOf(cleaned, darkness);
  return isAlone(other.extent, mask, lines) ? other.mask : digit.mask;
}

/** A smaller remainder, as a fraction of the picture's smaller side, is what is left of lines. */
const MIN_REMAINDER = 0.12;

/**
 * Whether what is left without lines is a digit of its own, and the lines were not its own strokes: those of
 * a digit that is cut out closely reach from border to border, too, but then the rest touches a border.
 */
function isAlone(extent: Extent | null, { width, height }: Mask, lines: number): boolean {
  if (!extent) return false;
  const { left, top, right, bottom } = extent;
  if (Math.max(right - left, bottom - top) < MIN_REMAINDER * Math.min(width, height)) return false;
  const [isLeft, isTop, isRight, isBottom] = [
    left < 2,
    top < 2,
    right > width - 2,
    bottom > height - 2,
  ];
  if (lines > 2) return !(isLeft && isRight) && !(isTop && isBottom);
  return !(isLeft || isTop || isRight || isBottom);
}

function transpose({ width, height, values }: Mask): Mask {
  const turned = new Uint8Array(values.length);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++) turned[column * height + row] = values[i++]!;
  }
  return { width: height, height: width, values: turned };
}

/** Removes what runs along a border, and straight lines across the picture. */
function withoutLines(mask: Mask): { cleaned: Mask; lines: number } {
  const cleaned = { ...mask, values: mask.values.slice() };
  const borders = eraseBorders(mask, cleaned.values);
  const across = findLines(mask);
  const down = findLines(transpose(mask));
  const isFramed = across.length + down.length > 2;
  const isErased = ({ isWhole }: Line) => isWhole || isFramed;
  const [rows, columns] = [across.filter(isErased), down.filter(isErased)];
  eraseLines(cleaned, rows);
  const turned = transpose(cleaned);
  eraseLines(turned, columns);
  return { cleaned: transpose(turned), lines: borders + rows.length + columns.length };
}

/** A border with ink along more of its length than this is that of a frame. */
const FRAMED = 0.6;

/**
 * Erases ink that begins at a border along most of its length, as that of a dark frame does, also one that is
 * askew. What reaches further than its neighbors, as a digit that touches the frame, is cut.
 *
 * @returns the number of such borders.
 */
function eraseBorders({ width, height, values }: Mask, erased: Uint8Array): number {
  let borders = 0;
  const sides = [
    { count: width, length: height, start: 0, next: 1, step: width },
    { count: width, length: height, start: width * (height - 1), next: 1, step: -width },
    { count: height, length: width, start: 0, next: width, step: 1 },
    { count: height, length: width, start: width - 1, next: width, step: -1 },
  ];
  for (const { count, length, start, next, step } of sides) {
    const depths = Array.from({ length: count }, (_, i) => {
      let depth = 0;
      while (depth < length && values[start + i * next + depth * step] === 1) depth++;
      return depth;
    });
    if (depths.filter((depth) => depth > 0).length < FRAMED * count) continue;
    borders++;
    const reach = Math.max(2, Math.round(count / 10));
    depths.forEach((depth, i) => {
      const near = depths.slice(Math.max(0, i - reach), i + reach + 1).sort((a, b) => a - b);
      const most = 1.3 * near[near.length >> 1]! + 2;
      for (let at = 0; at < Math.min(depth, most); at++) erased[start + i * next + at * step] = 0;
    });
  }
  return borders;
}

/** Ink in one column, from one row to before another. */
interface Run {
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

interface Line {
  /** Row of its middle at the first column. */
  readonly start: number;
  readonly slope: number;
  readonly thickness: number;
  /** It reaches from border to border. */
  readonly isWhole: boolean;
}

/** Of the picture's smaller side; thicker ink is no line. */
const MAX_THICKNESS = 0.06;
/** Of the width: how long a line is at least, and how much of that is ink where nothing crosses it. */
const MIN_SPAN = 0.75;
const MIN_COVERAGE = 0.5;
/** Rise over run. */
const MAX_SLOPE = 0.16;
const MAX_LINES = 24;
/** How far the middle of a run may be from that of its line, in pixels. */
const NEAR = 2;

/**
 * Finds lines that cross the picture from left to right: a Hough transform of the middles of short vertical
 * runs (P. Hough, "Method and means for recognizing complex patterns", 1962). A stroke that crosses a line makes
 * a longer run, so it stays whole where the line is erased, as in the removal of staff lines (C. Dalitz et al.,
 * "A Comparative Study of Staff Removal Algorithms", 2008).
 */
function findLines({ width, height, values }: Mask): Line[] {
  const thickest = Math.max(3, Math.round(MAX_THICKNESS * Math.min(width, height)));
  let runs: Run[] = [];
  for (let column = 0; column < width; column++) {
    for (let row = 0; row < height; row++) {
      if (values[row * width + column] === 0) continue;
      const from = row;
      while (row < height && values[row * width + column] === 1) row++;
      if (row - from <= thickest) runs.push({ column, from, to: row });
    }
  }
  const lines: Line[] = [];
  const rise = Math.ceil(MAX_SLOPE * width);
  const votes = new Int32Array(height + 2 * rise + 3);
  while (lines.length < MAX_LINES && runs.length >= MIN_COVERAGE * width) {
    let best = { count: 0, slope: 0, start: 0 };
    for (let step = -rise; step <= rise; step += 1.5) {
      votes.fill(0);
      const slope = step / width;
      for (const { column, from, to } of runs)
        votes[Math.floor((from + to) / 2 - slope * column) + rise + 1]!++;
      for (let i = 1; i < votes.length - 1; i++) {
        const count = votes[i - 1]! + votes[i]! + votes[i + 1]!;
        if (count > best.count) best = { count, slope, start: i - rise - 0.5 };
      }
    }
    if (best.count < MIN_COVERAGE * MIN_SPAN * width) break;
    const { start, slope } = best;
    const isOn = ({ column, from, to }: Run) =>
      Math.abs((from + to) / 2 - start - slope * column) <= NEAR;
    const own = runs.filter(isOn);
    runs = runs.filter((run) => !isOn(run));
    const columns = new Set(own.map(({ column }) => column));
    const first = Math.min(...columns);
    const last = Math.max(...columns);
    if (last - first < MIN_SPAN * width || columns.size < MIN_COVERAGE * (last - first)) continue;
    const lengths = own.map(({ from, to }) => to - from).sort((a, b) => a - b);
    const margin = 0.03 * width;
    lines.push({
      start,
      slope,
      thickness: lengths[lengths.length >> 1]!,
      isWhole: first <= margin && last >= width - 1 - margin,
    });
  }
  return lines;
}

/** Erases lines from left to right where nothing crosses them. */
function eraseLines({ width, height, values }: Mask, lines: readonly Line[]): void {
  for (const { start, slope, thickness } of lines) {
    for (let column = 0; column < width; column++) {
      const middle = start + slope * column;
      const last = Math.min(height - 1, Math.floor(middle + NEAR));
      for (let row = Math.max(0, Math.ceil(middle - NEAR)); row <= last; row++) {
        const at = (row: number) => row * width + column;
        if (values[at(row)] === 0) continue;
        let [from, to] = [row, row];
        while (from > 0 && values[at(from - 1)] === 1) from--;
        while (to < height && values[at(to)] === 1) to++;
        if (to - from <= 1.5 * thickness + 1) for (let y = from; y < to; y++) values[at(y)] = 0;
        row = to;
      }
    }
  }
}

interface Component extends Extent {
  readonly pixels: readonly number[];
  /** Sum of the darkness of its pixels. */
  readonly mass: number;
  readonly isAtBorder: boolean;
}

/** Keeps the digit's components. */
export function digitOf(mask: Mask, darkness: Uint8Array): { mask: Mask; extent: Extent | null } {
  const all = componentsOf(mask, darkness);
  const components = all.filter((one) => !isFrame(one, all, mask));
  const weight = ({ mass, isAtBorder }: Component) => (isAtBorder ? 0.3 : 1) * mass;
  const chosen = components.sort((a, b) => weight(b) - weight(a)).slice(0, 1);
  const values = new Uint8Array(mask.values.length);
  if (chosen.length === 0) return { mask: { ...mask, values }, extent: null };
  const main = chosen[0]!;
  let extent: Extent = main;
  const rest = new Set(components.slice(1));
  for (let isGrown = true; isGrown;) {
    isGrown = false;
    for (const one of rest) {
      if ((one.isAtBorder && !main.isAtBorder) || !belongs(one, main, extent)) continue;
      rest.delete(one);
      chosen.push(one);
      extent = union(extent, one);
      isGrown = true;
    }
  }
  for (const { pixels } of chosen) for (const pixel of pixels) values[pixel] = 1;
  return { mask: { ...mask, values }, extent };
}

/** The heavier a component is beside the digit's heaviest, the further off it may be: a speck is dirt. */
function belongs(one: Component, main: Component, extent: Extent): boolean {
  const fraction = one.mass / main.mass;
  const reach = fraction > 0.15 ? 0.5 : fraction > 0.02 ? 0.15 : 0.03;
  const gapX = Math.max(one.left - extent.right, extent.left - one.right, 0);
  const gapY = Math.max(one.top - extent.bottom, extent.top - one.bottom, 0);
  const side = Math.max(extent.right - extent.left, extent.bottom - extent.top);
  return fraction > 0.003 && Math.max(gapX, gapY) <= reach * side;
}

/** Whether a component is around most of the picture and another, large one. */
function isFrame(one: Component, all: readonly Component[], { width, height }: Mask): boolean {
  const [across, down] = [one.right - one.left, one.bottom - one.top];
  if (across < 0.7 * width || down < 0.7 * height) return false;
  return all.some(
    ({ left, top, right, bottom }) =>
      left > one.left &&
      top > one.top &&
      right < one.right &&
      bottom < one.bottom &&
      Math.max(right - left, bottom - top) > 0.3 * Math.min(across, down),
  );
}

/** The connected components of the ink; pixels that touch at a corner are connected. */
function componentsOf({ width, height, values }: Mask, darkness: Uint8Array): Component[] {
  const isOpen = values.slice();
  const components: Component[] = [];
  for (let seed = 0; seed < values.length; seed++) {
    if (isOpen[seed] === 0) continue;
    isOpen[seed] = 0;
    const pixels = [seed];
    let [left, top, right, bottom, mass] = [width, height, 0, 0, 0];
    for (let i = 0; i < pixels.length; i++) {
      const pixel = pixels[i]!;
      const column = pixel % width;
      const row = (pixel - column) / width;
      mass += darkness[pixel]!;
      left = Math.min(left, column);
      top = Math.min(top, row);
      right = Math.max(right, column + 1);
      bottom = Math.max(bottom, row + 1);
      for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
        for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
          const near = y * width + x;
          if (isOpen[near] === 0) continue;
          isOpen[near] = 0;
          pixels.push(near);
        }
      }
    }
    const isAtBorder = left === 0 || top === 0 || right === width || bottom === height;
    components.push({ left, top, right, bottom, pixels, mass, isAtBorder });
  }
  return components;
}
