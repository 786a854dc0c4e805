import { addCapsule } from './capsule.js';
import { renderCentred } from './centring.js';
import { drawingExtent } from './extent.js';
import { fitDrawing, pathLength } from './fit-drawing.js';
import { InkError } from './ink-error.js';
import { resolvePreparation } from './preparation.js';
import { readDrawing } from './read-drawing.js';
import { renderSpans } from './render-spans.js';
import { SpanUnion } from './spans.js';
import { IMAGE_LENGTH, type Drawing, type Preparation } from './types.js';

/** Bands to a grid pixel: coverage is exact along x and cut this often along y. */
const BANDS = 16;
/** The same for a scribble long enough to blacken the grid, where nobody sees the difference. */
const COARSE_BANDS = 4;
const SCRIBBLE_LENGTH = 1000;

/**
 * Prepares a drawing for a network: 28×28 values from 0 (paper) to 1 (ink), row by row; null when the
 * drawing has no points.
 *
 * The drawing is cropped to its extent and scaled, keeping its aspect, so that the longer side, the
 * pen's width included, fills the box. The strokes are drawn with a round pen onto the grid; a pixel's
 * value is the share of it that is covered, however many strokes cross there. Then the centre of mass
 * (or the middle of the extent) is moved to the middle of the grid, by fractions of a pixel, as far as
 * all ink stays on the grid.
 *
 * Only proportions matter, never the unit or the place: a drawing of any size above zero is scaled to
 * the box, also one smaller than a pixel, since nothing tells a jittery dot from a small digit in an
 * unknown unit. A drawing whose points all coincide has no size; it becomes a dot of the pen's width.
 *
 * @param into receives the image and is returned, to save an allocation; 784 values. It is left alone
 * when the answer is null.
 * @throws InkError as {@link readDrawing} and {@link resolvePreparation} do, and `ink-invalid-size`
 * when `into` has another length.
 */
export function drawingToImage(
  drawing: Drawing,
  preparation?: Partial<Preparation>,
  into: Float32Array = new Float32Array(IMAGE_LENGTH),
): Float32Array | null {
  const strokes = readDrawing(drawing);
  const { box, centre, penWidth } = resolvePreparation(preparation);
  if (into.length !== IMAGE_LENGTH) {
    throw new InkError(
      'ink-invalid-size',
      `The image to write into has ${into.length} values; it must have ${IMAGE_LENGTH}.`,
    );
  }
  const extent = drawingExtent(strokes);
  if (!extent) return null;

  const radius = penWidth / 2;
  const { paths, width, height } = fitDrawing(strokes, extent, box - penWidth, radius);
  const density = pathLength(paths) > SCRIBBLE_LENGTH ? COARSE_BANDS : BANDS;
  // A whole number of bands over the height makes a flat top and bottom exact as well.
  const bands = Math.ceil(height * density - 1e-6);
  const bandHeight = height / bands;
  const spans = new SpanUnion(bands);
  for (const path of paths) addPath(spans, bandHeight, radius, path);
  renderCentred(into, width, height, centre, (left, top) => {
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
