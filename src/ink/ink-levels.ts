import { otsuSplit, type Histogram } from './histogram.js';
import type { Pixels } from './types.js';

/** Which of the two is ink; `auto` finds out. */
export type Foreground = 'auto' | 'dark' | 'light';

/** Luma of ink on transparent paper differs by less than this, antialiasing and rounding included. */
const ONE_COLOUR = 32;

/**
 * One byte for each pixel: how far it is from the ideal paper, white under dark ink and black under
 * light ink. Transparent pixels are paper.
 *
 * `auto`: where most of the image is transparent, or what is not has one colour, that is the ink, and
 * it is dark or light by itself. Otherwise light and dark are parted (Otsu), and paper is what
 * two thirds of the border are, or, where the border does not say, what most of the image is.
 */
export function inkLevels(pixels: Pixels, foreground: Foreground): Uint8Array {
  const luma = lumaOf(pixels);
  const dark = (foreground === 'auto' ? findForeground(pixels, luma) : foreground) === 'dark';
  const { data } = pixels;
  for (let i = 0; i < luma.length; i++) {
    const ink = dark ? 255 - luma[i]! : luma[i]!;
    const alpha = data[4 * i + 3]!;
    luma[i] = alpha === 255 ? ink : Math.round((ink * alpha) / 255);
  }
  return luma;
}

/** Luma Y′ of ITU-R BT.709 (item 3.2), 0 to 255, of the colours as they are coded, alpha left out. */
function lumaOf({ width, height, data }: Pixels): Uint8Array {
  const luma = new Uint8Array(width * height);
  for (let i = 0; i < luma.length; i++) {
    const at = 4 * i;
    luma[i] = Math.round(0.2126 * data[at]! + 0.7152 * data[at + 1]! + 0.0722 * data[at + 2]!);
  }
  return luma;
}

function findForeground(pixels: Pixels, luma: Uint8Array): 'dark' | 'light' {
  const { width, height, data } = pixels;
  const histogram: Histogram = new Float64Array(256);
  for (let i = 0; i < luma.length; i++) histogram[luma[i]!]! += data[4 * i + 3]!;
  let opaque = 0;
  let moment = 0;
  histogram.forEach((weight, level) => {
    opaque += weight;
    moment += weight * level;
  });
  const split = otsuSplit(histogram);
  const whole = 255 * width * height;
  const oneColour = !split || split.upperMean - split.lowerMean < ONE_COLOUR;
  if (opaque < whole && (opaque < whole / 2 || oneColour)) {
    return moment / opaque < 128 ? 'dark' : 'light';
  }
  if (!split) return 'dark';
  const border = lightShareOfBorder(pixels, luma, split.threshold);
  if (border > 2 / 3) return 'dark';
  if (border < 1 / 3) return 'light';
  return split.upperShare > 0.5 ? 'dark' : 'light';
}

/** Share of the opaque outermost pixels that are lighter than the threshold; a half if there are none. */
function lightShareOfBorder(pixels: Pixels, luma: Uint8Array, threshold: number): number {
  const { width, height, data } = pixels;
  let count = 0;
  let light = 0;
  const look = (column: number, row: number): void => {
    const i = row * width + column;
    if (data[4 * i + 3]! < 128) return;
    count++;
    if (luma[i]! > threshold) light++;
  };
  for (let column = 0; column < width; column++) {
    look(column, 0);
    look(column, height - 1);
  }
  for (let row = 1; row < height - 1; row++) {
    look(0, row);
    look(width - 1, row);
  }
  return count > 0 ? light / count : 0.5;
}
