import pixelmatch from 'pixelmatch';
import { clampToSurroundings } from './clamp-to-surroundings.js';
import { crop, type Picture } from './picture.js';

/** By how many pixels the sizes may differ. */
const SIZE_TOLERANCE = 2;

/** By how many pixels what is shown may be elsewhere: letters are placed and smoothed in many ways. */
const REACH = 1;

/** How far apart two colours may be; black and white are 1 apart. */
const COLOUR_TOLERANCE = 0.05;

/** What is broken differs in many pixels close together; noise does not. */
const WINDOW = 8;

/**
 * Letters that are hinted or smoothed otherwise, or off by a third of a CSS pixel, differed in 9 at
 * most, a button that is not painted in 18 at least.
 */
const WINDOW_TOLERANCE = 12;

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
  const [before, now] = [crop(expected, common), crop(actual, common)];
  // One way finds what is new, the other what is missing.
  const different = Math.max(countStrangers(before, now), countStrangers(now, before));
  if (different <= WINDOW_TOLERANCE) return undefined;
  return `differs in ${different} of ${WINDOW * WINDOW} pixels of its most different patch`;
}

/** @returns how many pixels of a patch have a colour that the other picture does not have near there. */
function countStrangers(picture: Picture, other: Picture): number {
  const near = clampToSurroundings(picture, other, REACH);
  return pixelmatch(picture.data, near.data, null, picture.width, picture.height, {
    threshold: COLOUR_TOLERANCE,
    includeAA: true,
    windowSize: WINDOW,
  });
}

function sizeOf({ width, height }: Picture): string {
  return `${width} × ${height}`;
}
