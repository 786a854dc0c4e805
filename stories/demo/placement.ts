import { centerOfMass, fitDrawing } from '../../src/ink/rasterize.js';
import {
  drawingExtent,
  drawingToImage,
  IMAGE_SIDE,
  type Drawing,
  type Preprocessing,
} from '../../src/ink/index.js';

/** Where the strokes of a drawing come to lie on the 28×28 grid; lengths in its pixels. */
export interface Placement {
  /** x, y, x, y, … of each stroke. */
  readonly paths: readonly Float64Array[];
  /** The ink, the pen's width included. Its longer side is the preparation's box. */
  readonly ink: { left: number; top: number; width: number; height: number };
  /** Of the finished image. */
  readonly centerOfMass: { x: number; y: number };
}

/**
 * A drawing, its input image, and how the one became the other; null for an empty drawing.
 *
 * The place is worked out from the same image centred by its extent, whose place is known: it differs
 * from the image's own by the few hundredths of a pixel that rendering at another fraction makes.
 */
export function placeDrawing(
  drawing: Drawing,
  preparation: Preprocessing,
): { image: Float32Array; placement: Placement } | null {
  const extent = drawingExtent(drawing);
  const image = drawingToImage(drawing, preparation);
  const centred = drawingToImage(drawing, { ...preparation, centre: 'extent' });
  if (!extent || !image || !centred) return null;
  const { box, penWidth } = preparation;
  const { paths, width, height } = fitDrawing(drawing, extent, box - penWidth, penWidth / 2);
  const before = centerOfMass(centred);
  const after = centerOfMass(image);
  const left = (IMAGE_SIDE - width) / 2 + after.x - before.x;
  const top = (IMAGE_SIDE - height) / 2 + after.y - before.y;
  return {
    image,
    placement: {
      paths: paths.map((path) => path.map((value, i) => value + (i % 2 === 0 ? left : top))),
      ink: { left, top, width, height },
      centerOfMass: after,
    },
  };
}
