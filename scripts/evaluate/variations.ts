import {
  type Drawing,
  drawingExtent,
  drawingToImage,
  type Preprocessing,
} from '../../src/ink/index.js';
import { createProgress } from '../lib/cli.js';
import { createRandom } from '../lib/random.js';
import { mapPoints } from '../train/augmentation/stroke-shape.js';
import type { BuiltRecognizer } from './built-recognizer.js';
import { readAll, type Sample } from './readings.js';
import { wilsonInterval } from './statistics.js';

/** One way in which handwriting or devices differ, and the values it is tried at. */
export interface VariationAxis {
  readonly id: 'pen-width' | 'rotation' | 'slant' | 'size';
  readonly title: string;
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
export function variationAxes(preparation: Preprocessing): VariationAxis[] {
  const prepared = (alter: typeof rotate) => (drawing: Drawing, value: number) =>
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

/** Turns a drawing, clockwise as seen (y grows downwards). */
export function rotate(drawing: Drawing, degrees: number): Drawing {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return mapPoints(drawing, (x, y) => ({ x: x * cos - y * sin, y: x * sin + y * cos }));
}

/** Leans a drawing's uprights to the right by an angle below 90 degrees; its height stays. */
export function slant(drawing: Drawing, degrees: number): Drawing {
  const tangent = Math.tan((degrees * Math.PI) / 180);
  return mapPoints(drawing, (x, y) => ({ x: x - y * tangent, y }));
}

/**
 * A drawing as a screen would have reported it: its longer side `side` CSS pixels, every coordinate a
 * whole pixel. A drawing without extent becomes a dot.
 */
export function toWholePixels(drawing: Drawing, side: number): Drawing {
  const extent = drawingExtent(drawing);
  if (!extent) return drawing;
  const { left, top, right, bottom } = extent;
  const longer = Math.max(right - left, bottom - top) || 1;
  const pixel = (value: number, start: number) => Math.round(((value - start) / longer) * side);
  return mapPoints(drawing, (x, y) => ({ x: pixel(x, left), y: pixel(y, top) }));
}

interface VariationPoint {
  readonly value: number;
  /** Of the digits read right, with its 95 % interval. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export interface Variation {
  readonly axis: VariationAxis;
  /** Number of digits that each point stands for. */
  readonly count: number;
  readonly points: readonly VariationPoint[];
}

/** More digits would take minutes and move the curves by less than their interval. */
export const MAX_DIGITS = 1500;

/**
 * Reads pen strokes altered in each way in turn, with a progress bar. At most {@link MAX_DIGITS} are
 * taken, the same ones for every value and every network; wrongly labelled ones are not.
 *
 * @returns none where there are no strokes.
 */
export async function measureVariations(
  recognizer: BuiltRecognizer,
  samples: readonly Sample[],
  preparation: Preprocessing,
): Promise<Variation[]> {
  const digits = chooseDigits(samples);
  if (digits.length === 0) return [];
  const axes = variationAxes(preparation);
  const readings = axes.reduce((sum, { values }) => sum + values.length * digits.length, 0);
  const progress = createProgress('altered strokes', readings);
  let before = 0;
  const measurePoint = async (axis: VariationAxis, value: number): Promise<VariationPoint> => {
    const images = digits.map(({ drawing }) => axis.image(drawing, value)!);
    const answers = await readAll(recognizer, images, (done) => progress.update(before + done));
    before += digits.length;
    const right = digits.filter(({ label }, index) => answers[index]?.digit === label).length;
    const [low, high] = wilsonInterval(right, digits.length);
    return { value, share: right / digits.length, low, high };
  };
  const variations: Variation[] = [];
  try {
    for (const axis of axes) {
      const points: VariationPoint[] = [];
      for (const value of axis.values) points.push(await measurePoint(axis, value));
      variations.push({ axis, count: digits.length, points });
    }
    return variations;
  } finally {
    progress.stop();
  }
}

/** At most {@link MAX_DIGITS} pen digits, the same ones each time; none with a wrong label. */
export function chooseDigits(samples: readonly Sample[]): { label: number; drawing: Drawing }[] {
  const digits = samples.flatMap(({ label, input, wrongLabel }) =>
    input instanceof Float32Array || wrongLabel || !input.some((stroke) => stroke.length > 0)
      ? []
      : [{ label, drawing: input }],
  );
  const order = createRandom('variations').shuffle([...digits.keys()]);
  return order.slice(0, MAX_DIGITS).map((index) => digits[index]!);
}
