import { describe } from './describe.js';
import { drawingExtent, type Extent } from './extent.js';
import { InkError } from './ink-error.js';
import type { Drawing, Frame } from './types.js';

/** Default diameter of the pen, as a fraction of the frame's smaller side. */
export const PEN_SHARE = 0.055;

/** CSS pixels that a tap may slip. */
const SLIP = 12.5;

/** On small surfaces a slip counts up to this fraction of the smaller side, so that digits fit beside it. */
const SLIP_FRACTION = 0.13;

/** What is known of the surface that a drawing was made on. */
export interface DrawnOn {
  readonly frame?: Frame | undefined;
  /** Diameter of the pen, in the unit of the points; by default {@link PEN_SHARE} of the frame. */
  readonly penWidth?: number | undefined;
}

/**
 * Whether a drawing is nothing but dots: no stroke's extent has a side longer than the pen is wide, or
 * than a tap slips. Where neither frame nor pen is known, a dot's points all coincide. A drawing
 * without points is not too small.
 *
 * Of 22,079 pen digits, each in a frame 1.3 to 2 times as large as its writer's digits usually are and
 * 280 CSS pixels wide, none is too small, apart from three that have no extent at all.
 *
 * @throws InkError `ink-invalid-frame` as {@link checkFrame}
 */
export function isTooSmall(drawing: Drawing, on: DrawnOn): boolean {
  const size = dotSize(on);
  const extents = drawing.flatMap((stroke) => drawingExtent([stroke]) ?? []);
  const isDot = ({ left, top, right, bottom }: Extent) =>
    Math.max(right - left, bottom - top) <= size;
  return extents.length > 0 && extents.every(isDot);
}

/** The longest side of a dot. */
function dotSize({ frame, penWidth }: DrawnOn): number {
  if (penWidth !== undefined) checkLength('penWidth', penWidth);
  if (!frame) return penWidth ?? 0;
  checkFrame(frame);
  const side = Math.min(frame.width, frame.height);
  return Math.max(penWidth ?? side * PEN_SHARE, Math.min(SLIP, side * SLIP_FRACTION));
}

/** @throws InkError `ink-invalid-frame`: width or height is not a positive, finite number. */
export function checkFrame(frame: Frame): void {
  checkLength("the frame's width", frame.width);
  checkLength("the frame's height", frame.height);
}

function checkLength(name: string, value: unknown): void {
  if (typeof value === 'number' && value > 0 && value < Infinity) return;
  throw new InkError(
    'ink-invalid-frame',
    `${name} is ${describe(value)}; it must be a positive, finite number in the unit of the points.`,
  );
}
