import { centerOfMass, fitDrawing } from '../../src/ink/rasterize.js';
import {
  drawingToImage,
  IMAGE_SIDE,
  type Drawing,
  type Preprocessing,
} from '../../src/ink/index.js';

/** Where the strokes of a drawing are on the 28×28 grid. Lengths in its pixels. */
export interface Placement {
  /** x, y, x, y, … of each stroke. */
  readonly paths: readonly Float64Array[];
  /** The box of the ink, including the pen's width. Its longer side is the box of the preprocessing. */
  readonly ink: { left: number; top: number; width: number; height: number };
  /** The center of mass of the finished image. */
  readonly centerOfMass: { x: number; y: number };
}

/**
 * A drawing, its input image, and the placement that connects them; null for an empty drawing.
 *
 * The placement is derived from the same image centered by its box, whose placement is known. The error of a few
 * hundredths of a pixel comes from rendering at another subpixel position.
 */
export function placeDrawing(
  drawing: Drawing,
  preparation: Preprocessing,
): { image: Float32Array; placement: Placement } | null {
  const { box, penWidth } = preparation;
  const fitted = fitDrawing(drawing, box - penWidth, penWidth / 2);
  const image = drawingToImage(drawing, preparation);
  const centered = drawingToImage(drawing, { ...preparation, centre: 'extent' });
  if (!fitted || !image || !centered) return null;
  const { paths, width, height } = fitted;
  const before = centerOfMass(centered);
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
