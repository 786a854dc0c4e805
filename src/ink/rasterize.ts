import { pointsOnCurve } from './curve.js';
import {
  DEFAULT_PREPROCESSING,
  type Drawing,
  drawingExtent,
  type Extent,
  IMAGE_LENGTH,
  IMAGE_SIDE,
  type Preprocessing,
  type Stroke,
  strokesFromFlat,
  union,
} from './drawing.js';

/** Bands per grid pixel: coverage is exact along x and sampled this often along y. */
const BANDS = 16;
/** The same for a scribble long enough to fill the grid with ink, where nobody sees the difference. */
const COARSE_BANDS = 4;
const SCRIBBLE_LENGTH = 1000;

/**
 * Converts a drawing to an input image: 28×28 values from 0 (paper) to 1 (ink), row by row; null if the
 * drawing has no points.
 *
 * The drawing is cropped to its extent and scaled, keeping its aspect, so that the longer side, the
 * pen's width included, fills the box. Where points are far apart, the smooth curve through them is taken,
 * as on the screen. The strokes are drawn with a round pen onto the grid; a pixel's value is the fraction
 * of it that is covered, however many strokes cross there. Then the center of mass (or the middle of the
 * extent) is moved to the middle of the grid, by fractions of a pixel, as far as all ink stays on the grid.
 *
 * Only proportions matter, not the unit or the position: a drawing of any size above zero is scaled to
 * the box, because without a unit a jittery dot and a small digit look alike. A drawing whose points
 * all coincide becomes a dot of the pen's width.
 *
 * @param drawing finite numbers, as `readDrawing` leaves them
 * @param into receives the image and is returned, to save an allocation; 784 values. Unchanged if the
 * result is null.
 */
export function drawingToImage(
  drawing: Drawing,
  preprocessing?: Partial<Preprocessing>,
  into: Float32Array = new Float32Array(IMAGE_LENGTH),
): Float32Array | null {
  const { box, centre, penWidth } = { ...DEFAULT_PREPROCESSING, ...preprocessing };
  const radius = penWidth / 2;
  const fitted = fitDrawing(withoutSpecks(drawing), box - penWidth, radius);
  if (!fitted) return null;
  const { paths, width, height } = fitted;
  const density = pathLength(paths) > SCRIBBLE_LENGTH ? COARSE_BANDS : BANDS;
  // A whole number of bands over the height makes a flat top and bottom exact as well.
  const bands = Math.ceil(height * density - 1e-6);
  const bandHeight = height / bands;
  const spans = new SpanUnion(bands);
  for (const path of paths) addPath(spans, bandHeight, radius, path);
  renderCentered(into, width, height, centre, (left, top) => {
    renderSpans(spans, bandHeight, left, top, into);
  });
  return into;
}

function addPath(spans: SpanUnion, bandHeight: number, radius: number, path: Float64Array): void {
  if (path.length === 2) {
    addCapsule(spans, bandHeight, radius, path[0]!, path[1]!, path[0]!, path[1]!);
  }
  for (let i = 2; i < path.length; i += 2) {
    addCapsule(spans, bandHeight, radius, path[i - 2]!, path[i - 1]!, path[i]!, path[i + 1]!);
  }
}

/** Points closer than this to the one before are left out, in grid pixels. */
const MIN_DISTANCE = 1 / 32;

interface FittedDrawing {
  /** x, y, x, y, … of each stroke that has points, in grid pixels from the upper left of the ink. */
  readonly paths: readonly Float64Array[];
  /** Of the ink, margins included, in grid pixels. */
  readonly width: number;
  readonly height: number;
}

/** A speck is smaller than this fraction of the rest, and at least as far from its strokes as the other one. */
const SPECK = { size: 0.25, gap: 0.15 };

/** Leaves out what is tiny and apart: a stray dot or tick. */
function withoutSpecks(drawing: Drawing): Drawing {
  const boxes = drawing.map((stroke) => drawingExtent([stroke]));
  const least = SPECK.size * Math.max(...boxes.map((box) => (box ? longerSide(box) : 0)));
  const large = boxes.filter((box) => box !== null).filter((box) => longerSide(box) >= least);
  if (large.length === 0 || large.length === boxes.length) return drawing;
  const gap = SPECK.gap * longerSide(large.reduce(union));
  return drawing.filter((_, i) => {
    const box = boxes[i];
    return !box || large.includes(box) || large.some((other) => gapBetween(box, other) < gap);
  });
}

function longerSide({ left, top, right, bottom }: Extent): number {
  return Math.max(right / 2 - left / 2, bottom / 2 - top / 2) * 2;
}

/** The longer one of how far two boxes are apart across and down; negative if they overlap. */
function gapBetween(one: Extent, other: Extent): number {
  return Math.max(
    one.left - other.right,
    other.left - one.right,
    one.top - other.bottom,
    other.top - one.bottom,
  );
}

/** Points further apart than this fraction of the longer side are joined by a curve. */
const SPARSE = 1 / 8;

/** The length of the lines that the curve is made of, as such a fraction. */
const FLAT = 1 / 32;

/**
 * Scales a drawing so that its longer side becomes `side`, with `margin` all around, and lays a curve
 * through points that are far apart. Null if there are none.
 */
export function fitDrawing(drawing: Drawing, side: number, margin: number): FittedDrawing | null {
  const fitted = scaleDrawing(drawing, side, margin);
  if (!fitted?.paths.some((path) => isSparse(path, side * SPARSE))) return fitted;
  const strokes = strokesFromFlat(fitted.paths);
  return scaleDrawing(
    strokes.map((stroke) => pointsOnCurve(stroke, side * FLAT)),
    side,
    margin,
  );
}

/** Whether two points of more than two are further apart than `distance`. */
function isSparse(path: Float64Array, distance: number): boolean {
  if (path.length <= 4) return false;
  for (let i = 2; i < path.length; i += 2) {
    if (Math.hypot(path[i]! - path[i - 2]!, path[i + 1]! - path[i - 1]!) > distance) return true;
  }
  return false;
}

function scaleDrawing(drawing: Drawing, side: number, margin: number): FittedDrawing | null {
  const extent = drawingExtent(drawing);
  if (!extent) return null;
  // Halves, because a difference of two finite numbers may overflow. Dividing first keeps it within 1.
  const halfLeft = extent.left / 2;
  const halfTop = extent.top / 2;
  const halfWidth = extent.right / 2 - halfLeft;
  const halfHeight = extent.bottom / 2 - halfTop;
  const longer = Math.max(halfWidth, halfHeight) || 1;
  const fitStroke = (stroke: Stroke): Float64Array => {
    const path = new Float64Array(stroke.length * 2);
    let length = 0;
    for (let i = 0; i < stroke.length; i++) {
      const point = stroke[i]!;
      const x = ((point.x / 2 - halfLeft) / longer) * side + margin;
      const y = ((point.y / 2 - halfTop) / longer) * side + margin;
      const isEnd = i === 0 || i === stroke.length - 1;
      if (!isEnd && isClose(x - path[length - 2]!, y - path[length - 1]!)) continue;
      path[length++] = x;
      path[length++] = y;
    }
    return path.subarray(0, length);
  };
  return {
    paths: drawing.filter((stroke) => stroke.length > 0).map(fitStroke),
    width: (halfWidth / longer) * side + 2 * margin,
    height: (halfHeight / longer) * side + 2 * margin,
  };
}

/** Sum of the lengths of the paths, in grid pixels. */
function pathLength(paths: readonly Float64Array[]): number {
  let length = 0;
  for (const path of paths) {
    for (let i = 2; i < path.length; i += 2) {
      length += Math.hypot(path[i]! - path[i - 2]!, path[i + 1]! - path[i - 1]!);
    }
  }
  return length;
}

function isClose(dx: number, dy: number): boolean {
  return dx * dx + dy * dy < MIN_DISTANCE * MIN_DISTANCE;
}

const MIDDLE = IMAGE_SIDE / 2;
const TOLERANCE = 0.002;
const MAX_ROUNDS = 8;

/**
 * Renders ink of the given width and height, in grid pixels, centered on the grid by `centre`.
 *
 * `render(left, top)` clears `image` and renders the ink with its upper left corner there. It is called
 * until the center of mass of the *pixels* lies at (14, 14); that of the shape may differ by a few
 * hundredths of a pixel. Ink never leaves the grid: centering by mass stops at the edge.
 */
export function renderCentered(
  image: Float32Array,
  width: number,
  height: number,
  centre: Preprocessing['centre'],
  render: (left: number, top: number) => void,
): void {
  const maxLeft = Math.max(0, IMAGE_SIDE - width);
  const maxTop = Math.max(0, IMAGE_SIDE - height);
  let left = maxLeft / 2;
  let top = maxTop / 2;
  render(left, top);
  if (centre === 'extent') return;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const mass = centerOfMass(image);
    const nextLeft = clamp(left + MIDDLE - mass.x, maxLeft);
    const nextTop = clamp(top + MIDDLE - mass.y, maxTop);
    if (Math.abs(nextLeft - left) < TOLERANCE && Math.abs(nextTop - top) < TOLERANCE) return;
    left = nextLeft;
    top = nextTop;
    render(left, top);
  }
}

/**
 * Center of mass of an input image that has ink, in grid pixels from the upper left corner: the middle
 * of the first pixel is (0.5, 0.5).
 */
export function centerOfMass(image: Float32Array): { x: number; y: number } {
  let mass = 0;
  let momentX = 0;
  let momentY = 0;
  let i = 0;
  for (let row = 0; row < IMAGE_SIDE; row++) {
    let rowMass = 0;
    for (let column = 0; column < IMAGE_SIDE; column++) {
      const value = image[i++]!;
      rowMass += value;
      momentX += value * column;
    }
    mass += rowMass;
    momentY += rowMass * row;
  }
  return { x: momentX / mass + 0.5, y: momentY / mass + 0.5 };
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}

/**
 * Adds a capsule, the shape a round pen of `radius` leaves on the way from (ax, ay) to (bx, by), to a
 * union of spans on bands of height `bandHeight` whose first begins at y = 0. Each band is cut at its
 * middle; the cut is exact.
 *
 * The outline on either side is an arc around the upper end, a straight edge, and an arc around the
 * lower end; the edge spans the heights of the ends, moved by the radius along the normal.
 */
function addCapsule(
  spans: SpanUnion,
  bandHeight: number,
  radius: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): void {
  if (ay > by) {
    [ax, ay, bx, by] = [bx, by, ax, ay];
  }
  const length = Math.hypot(bx - ax, by - ay);
  const dx = length > 0 ? (bx - ax) / length : 0;
  const dy = length > 0 ? (by - ay) / length : 1;
  const slope = dy > 0 ? dx / dy : 0;
  // x of the straight edges, at the height of the upper end
  const edge = dy > 0 ? radius / dy : 0;
  const rise = radius * dx;
  const square = radius * radius;
  const begin = Math.max(0, Math.ceil((ay - radius) / bandHeight - 0.5));
  const end = Math.min(spans.first.length, Math.ceil((by + radius) / bandHeight - 0.5));
  for (let band = begin; band < end; band++) {
    const y = (band + 0.5) * bandHeight;
    const above = y - ay;
    const below = y - by;
    let start: number;
    if (above < rise) start = ax - chord(square, above);
    else if (below > rise) start = bx - chord(square, below);
    else start = ax + above * slope - edge;
    let stop: number;
    if (above < -rise) stop = ax + chord(square, above);
    else if (below > -rise) stop = bx + chord(square, below);
    else stop = ax + above * slope + edge;
    spans.add(band, start, stop);
  }
}

/** Half the width of a disc at `height` from its middle, from the square of its radius. */
function chord(square: number, height: number): number {
  const rest = square - height * height;
  return rest > 0 ? Math.sqrt(rest) : 0;
}

/**
 * A union of horizontal spans on a stack of bands: for each band, disjoint spans in ascending order,
 * kept in a linked list. A new span merges with those it touches, so overlaps count once, whatever the
 * order of insertion.
 */
class SpanUnion {
  /** First span of each band, or -1. */
  readonly first: Int32Array;
  /** By span: where it begins, where it ends, and the next one of its band, or -1. */
  start = new Float64Array(1024);
  end = new Float64Array(1024);
  next = new Int32Array(1024);
  private size = 0;
  private free = -1;

  constructor(bands: number) {
    this.first = new Int32Array(bands).fill(-1);
  }

  add(band: number, start: number, end: number): void {
    let previous = -1;
    let span = this.first[band]!;
    while (span >= 0 && this.end[span]! < start) {
      previous = span;
      span = this.next[span]!;
    }
    if (span < 0 || this.start[span]! > end) {
      this.insert(band, previous, span, start, end);
      return;
    }
    if (start < this.start[span]!) this.start[span] = start;
    if (end > this.end[span]!) this.merge(span, end);
  }

  private insert(band: number, previous: number, next: number, start: number, end: number): void {
    const span = this.allocate();
    this.start[span] = start;
    this.end[span] = end;
    this.next[span] = next;
    if (previous < 0) this.first[band] = span;
    else this.next[previous] = span;
  }

  /** Extends `span` to `end` and merges it with the spans it then touches. */
  private merge(span: number, end: number): void {
    let after = this.next[span]!;
    while (after >= 0 && this.start[after]! <= end) {
      if (this.end[after]! > end) end = this.end[after]!;
      const merged = after;
      after = this.next[after]!;
      this.next[merged] = this.free;
      this.free = merged;
    }
    this.next[span] = after;
    this.end[span] = end;
  }

  private allocate(): number {
    if (this.free >= 0) {
      const span = this.free;
      this.free = this.next[span]!;
      return span;
    }
    if (this.size === this.start.length) this.grow();
    return this.size++;
  }

  private grow(): void {
    const length = this.size * 2;
    const { start, end, next } = this;
    this.start = new Float64Array(length);
    this.start.set(start);
    this.end = new Float64Array(length);
    this.end.set(end);
    this.next = new Int32Array(length);
    this.next.set(next);
  }
}

/**
 * Writes the coverage of each pixel of the grid, 0 to 1, by spans on bands of height `bandHeight`, at
 * most 1, the upper left corner of whose first lies at (left, top). All of them must lie on the grid.
 */
function renderSpans(
  spans: SpanUnion,
  bandHeight: number,
  left: number,
  top: number,
  image: Float32Array,
): void {
  image.fill(0);
  const { first, start, end, next } = spans;
  for (let band = 0; band < first.length; band++) {
    const upper = top + band * bandHeight;
    const row = Math.min(Math.floor(upper), IMAGE_SIDE - 1);
    const spill = row + 1 < IMAGE_SIDE ? Math.max(0, upper + bandHeight - row - 1) : 0;
    for (let span = first[band]!; span >= 0; span = next[span]!) {
      const from = left + start[span]!;
      const to = left + end[span]!;
      coverRow(image, row, from, to, bandHeight - spill);
      if (spill > 0) coverRow(image, row + 1, from, to, spill);
    }
  }
  // Sums of rounded parts may exceed 1 slightly.
  for (let i = 0; i < IMAGE_LENGTH; i++) if (image[i]! > 1) image[i] = 1;
}

/** Adds a strip of the given height, from one x to another, to a row of pixels. */
function coverRow(
  image: Float32Array,
  row: number,
  from: number,
  to: number,
  height: number,
): void {
  const offset = row * IMAGE_SIDE;
  const firstPixel = Math.max(0, Math.floor(from));
  const lastPixel = Math.min(IMAGE_SIDE - 1, Math.floor(to));
  if (firstPixel === lastPixel) {
    image[offset + firstPixel]! += (to - from) * height;
    return;
  }
  image[offset + firstPixel]! += (firstPixel + 1 - from) * height;
  for (let pixel = firstPixel + 1; pixel < lastPixel; pixel++) image[offset + pixel]! += height;
  image[offset + lastPixel]! += (to - lastPixel) * height;
}
