import { addCapsule } from './capsule.js';
import { renderCentred } from './centring.js';
import { checkDrawing } from './check-drawing.js';
import { drawingExtent, type Extent } from './extent.js';
import { resolvePreparation } from './preparation.js';
import { SpanUnion } from './spans.js';
import { IMAGE_LENGTH, IMAGE_SIDE, type Drawing, type Preparation } from './types.js';

/** Bands to a grid pixel: coverage is exact along x and in this many steps along y. */
const BANDS = 16;

/** Points closer than this to the one before, in grid pixels, are left out. */
const CLOSE = 1 / 32;

/**
 * Prepares a drawing for a network: 28×28 values from 0 (paper) to 1 (ink), row by row; null when the
 * drawing has no points.
 *
 * The drawing is cropped to its extent and scaled, keeping its aspect, so that the longer side with
 * the pen's width included fills the box. The strokes are drawn with a round pen onto the grid; a
 * pixel's value is the share of it that is covered, however many strokes cross there. Then the centre
 * of mass (or the middle of the extent) is moved to the middle of the grid, by fractions of a pixel,
 * as far as all ink stays on the grid.
 *
 * Only proportions matter, never the unit or the place: a drawing of any size above zero is scaled to
 * the box, also one smaller than a pixel. A drawing whose points all coincide has no size; it becomes
 * a dot of the pen's width.
 *
 * @param into receives the image and is returned, to save an allocation; 784 values.
 * @throws InkError as {@link checkDrawing} and {@link resolvePreparation} do.
 */
export function drawingToImage(
  drawing: Drawing,
  preparation?: Partial<Preparation>,
  into: Float32Array = new Float32Array(IMAGE_LENGTH),
): Float32Array | null {
  checkDrawing(drawing);
  const { box, centre, penWidth } = resolvePreparation(preparation);
  const extent = drawingExtent(drawing);
  if (!extent) return null;
  const strokes = fit(drawing, extent, box - penWidth, penWidth / 2);
  // As many bands as fill the height exactly, so that a flat top and bottom are exact as well.
  const bands = Math.ceil(strokes.height * BANDS - 1e-6);
  const bandHeight = strokes.height / bands;
  const spans = new SpanUnion(bands);
  for (const stroke of strokes.paths) addStroke(spans, bandHeight, penWidth / 2, stroke);
  renderCentred(into, strokes.width, strokes.height, centre, (left, top) => {
    renderSpans(spans, bandHeight, left, top, into);
  });
  return into;
}

interface FittedStrokes {
  /** x, y, x, y, … of each stroke that has points, in grid pixels from the corner of the ink. */
  readonly paths: readonly Float64Array[];
  /** Of the ink, the pen's width included. */
  readonly width: number;
  readonly height: number;
}

/** Scales a drawing so that the longer side of its extent is `side`, and leaves a margin around it. */
function fit(drawing: Drawing, extent: Extent, side: number, margin: number): FittedStrokes {
  // Halves keep a difference from overflowing; a quotient of them is at most 1 where a scale could.
  const halfLeft = extent.left / 2;
  const halfTop = extent.top / 2;
  const halfWidth = extent.right / 2 - halfLeft;
  const halfHeight = extent.bottom / 2 - halfTop;
  const longer = Math.max(halfWidth, halfHeight) || 1;
  const paths: Float64Array[] = [];
  for (const stroke of drawing) {
    if (stroke.length === 0) continue;
    const path = new Float64Array(stroke.length * 2);
    let length = 0;
    for (let i = 0; i < stroke.length; i++) {
      const point = stroke[i]!;
      const x = ((point.x / 2 - halfLeft) / longer) * side + margin;
      const y = ((point.y / 2 - halfTop) / longer) * side + margin;
      const last = i === stroke.length - 1;
      if (length > 0 && !last && near(path, length, x, y)) continue;
      path[length++] = x;
      path[length++] = y;
    }
    paths.push(path.subarray(0, length));
  }
  return {
    paths,
    width: (halfWidth / longer) * side + 2 * margin,
    height: (halfHeight / longer) * side + 2 * margin,
  };
}

function near(path: Float64Array, length: number, x: number, y: number): boolean {
  const dx = x - path[length - 2]!;
  const dy = y - path[length - 1]!;
  return dx * dx + dy * dy < CLOSE * CLOSE;
}

function addStroke(spans: SpanUnion, bandHeight: number, radius: number, path: Float64Array): void {
  if (path.length === 2) {
    addCapsule(spans, bandHeight, radius, path[0]!, path[1]!, path[0]!, path[1]!);
  }
  for (let i = 0; i + 3 < path.length; i += 2) {
    addCapsule(spans, bandHeight, radius, path[i]!, path[i + 1]!, path[i + 2]!, path[i + 3]!);
  }
}

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
    const lower = upper + bandHeight;
    const row = Math.min(Math.floor(upper), IMAGE_SIDE - 1);
    const spill = Math.max(0, lower - row - 1);
    for (let span = first[band]!; span >= 0; span = next[span]!) {
      const from = left + start[span]!;
      const to = left + end[span]!;
      coverRow(image, row, from, to, bandHeight - spill);
      if (spill > 0 && row + 1 < IMAGE_SIDE) coverRow(image, row + 1, from, to, spill);
    }
  }
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
