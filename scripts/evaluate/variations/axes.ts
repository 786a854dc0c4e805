import { drawingToImage, type Drawing, type Preparation } from '../../../src/ink/index.js';
import { rotate, slant, toWholePixels } from './transform.js';

/** One way in which handwriting or devices differ, and the values it is tried at. */
export interface VariationAxis {
  readonly id: 'pen-width' | 'rotation' | 'slant' | 'size';
  readonly title: string;
  /** What the values are, with their unit. */
  readonly label: string;
  readonly values: readonly number[];
  /** The value at which nothing is altered; absent where there is none. */
  readonly unaltered?: number;
  /** Whether the values are spaced by factors rather than by steps. */
  readonly logarithmic?: boolean;
  /** The input image at a value; null for a drawing without points. */
  readonly image: (drawing: Drawing, value: number) => Float32Array | null;
}

/** @param preparation the network's own, of which the pen is altered. */
export function variationAxes(preparation: Preparation): VariationAxis[] {
  const prepared =
    (alter: (drawing: Drawing, value: number) => Drawing) => (drawing: Drawing, value: number) =>
      drawingToImage(alter(drawing, value), preparation);
  return [
    {
      id: 'pen-width',
      title: 'Pen width',
      label: 'pen width, pixels of the 28×28 grid',
      // A pen cannot be wider than the box.
      values: steps(1, 5, 0.5).filter((penWidth) => penWidth <= preparation.box),
      unaltered: preparation.penWidth,
      image: (drawing, penWidth) => drawingToImage(drawing, { ...preparation, penWidth }),
    },
    {
      id: 'rotation',
      title: 'Rotation',
      label: 'rotation, degrees clockwise',
      values: steps(-30, 30, 5),
      unaltered: 0,
      image: prepared(rotate),
    },
    {
      id: 'slant',
      title: 'Slant',
      label: 'slant, degrees to the right',
      values: steps(-40, 40, 10),
      unaltered: 0,
      image: prepared(slant),
    },
    {
      id: 'size',
      title: 'Drawing size',
      label: 'longer side, CSS pixels (whole coordinates)',
      values: [12, 16, 20, 28, 40, 56, 80, 120, 180, 280],
      logarithmic: true,
      image: prepared(toWholePixels),
    },
  ];
}

function steps(first: number, last: number, step: number): number[] {
  const count = Math.round((last - first) / step) + 1;
  return Array.from({ length: count }, (_, index) => first + index * step);
}
