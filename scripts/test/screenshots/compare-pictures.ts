import pixelmatch from 'pixelmatch';
import { crop, shrink, type Picture } from './picture.js';

/** By how many pixels the sizes may differ. */
const SIZE_TOLERANCE = 2;

/** Compared at this fraction of their size, pictures no longer tell how the edges of letters are smoothed. */
const BLUR = 2;

/** How far apart two colours may be; black and white are 1 apart. */
const COLOUR_TOLERANCE = 0.1;

/** What is broken differs in many pixels close together; noise does not. In pixels of the smaller pictures. */
const WINDOW = 8;
const WINDOW_TOLERANCE = 10;

/** @returns what differs, in words; undefined where the two show the same. */
export function comparePictures(expected: Picture, actual: Picture): string | undefined {
  if (
    Math.abs(expected.width - actual.width) > SIZE_TOLERANCE ||
    Math.abs(expected.height - actual.height) > SIZE_TOLERANCE
  ) {
    return `is ${sizeOf(actual)} and not ${sizeOf(expected)}`;
  }
  const common = {
    width: Math.min(expected.width, actual.width),
    height: Math.min(expected.height, actual.height),
  };
  const [a, b] = [expected, actual].map((picture) => shrink(crop(picture, common), BLUR)) as [
    Picture,
    Picture,
  ];
  const different = pixelmatch(a.data, b.data, null, a.width, a.height, {
    threshold: COLOUR_TOLERANCE,
    includeAA: true,
    windowSize: WINDOW,
  });
  if (different <= WINDOW_TOLERANCE) return undefined;
  return `differs in ${different} of ${WINDOW * WINDOW} pixels of its most different patch`;
}

function sizeOf({ width, height }: Picture): string {
  return `${width} × ${height}`;
}
