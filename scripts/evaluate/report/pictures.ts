import {
  drawingExtent,
  drawingToImage,
  drawingToSVG,
  strokesFromFlat,
  IMAGE_SIDE,
  type Drawing,
  type Preparation,
} from '../../../src/ink/index.js';
import { fitDrawing } from '../../../src/ink/rasterize.js';
import { grayPngUrl } from '../../lib/gray-png.js';
import { html, trusted, type Markup } from '../../lib/html.js';
import type { Input } from '../built-recognizer.js';

/** Of the strokes in the order they were written; from the fifth on they begin again. */
const STROKE_COLORS = ['var(--good)', 'var(--bad)', 'var(--third)', 'var(--fourth)'];

/** Longer side of a drawing, the margin around it, the pen and its first point, in the units of its picture. */
const SIDE = 100;
const MARGIN = 6;
const PEN_WIDTH = 3;
const PEN_DOWN_WIDTH = 9;
const SQUARE = SIDE + 2 * MARGIN;

/** What was written, as far as it is known, and the image that the network saw. */
export function pictures(input: Input, preparation: Preparation): Markup {
  if (input instanceof Float32Array) return imagePicture(input);
  const image = drawingToImage(input, preparation);
  return html`${strokesPicture(input)}${image && imagePicture(image)}`;
}

/** An input image, its pixels as squares. */
function imagePicture(image: Float32Array): Markup {
  const url = grayPngUrl(image, IMAGE_SIDE);
  return html`<img src="${url}" width="28" height="28" alt="input image" />`;
}

/** A drawing of any unit, its strokes told apart, a dot where the pen came down. */
function strokesPicture(drawing: Drawing): Markup | null {
  const extent = drawingExtent(drawing);
  if (!extent) return null;
  const { paths, width, height } = fitDrawing(drawing, extent, SIDE, MARGIN);
  const strokes = strokesFromFlat(paths.map((path) => [...path]));
  const count = strokes.length === 1 ? '1 stroke' : `${strokes.length} strokes`;
  const layers = strokes.map((stroke, index) => {
    const color = STROKE_COLORS[index % STROKE_COLORS.length]!;
    const layer = (part: Drawing, penWidth: number) =>
      drawingToSVG(part, { width, height, penWidth, color });
    return trusted(layer([stroke], PEN_WIDTH) + layer([stroke.slice(0, 1)], PEN_DOWN_WIDTH));
  });
  // A square around the middle: what is small, a dot, is not blown up to fill the picture.
  const view = [(width - SQUARE) / 2, (height - SQUARE) / 2, SQUARE, SQUARE].map((value) =>
    value.toFixed(2),
  );
  return html`<svg class="strokes" viewBox="${view.join(' ')}" role="img" aria-label="${count}">
    <title>${count}</title>
    ${layers}
  </svg>`;
}
