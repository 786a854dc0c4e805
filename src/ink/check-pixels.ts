import { describe } from './describe.js';
import { InkError } from './ink-error.js';
import type { Pixels } from './types.js';

/**
 * Refuses what is not an image of at least one pixel with four bytes for each.
 *
 * @throws InkError `ink-invalid-pixels`
 */
export function checkPixels(value: unknown): asserts value is Pixels {
  if (typeof value !== 'object' || value === null) {
    throw invalid(`it is ${describe(value)}`);
  }
  const { width, height, data } = value as Record<string, unknown>;
  if (!isSize(width) || !isSize(height)) {
    throw invalid(`its size is ${describe(width)}×${describe(height)}`);
  }
  if (!isBytes(data)) throw invalid('its data is not a Uint8ClampedArray or Uint8Array');
  if (data.length !== 4 * width * height) {
    throw invalid(
      `its data has ${data.length} bytes where ${width}×${height} RGBA pixels have ${4 * width * height}`,
    );
  }
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** Looks at the tag, since `instanceof` fails for an ImageData that comes from another frame. */
function isBytes(value: unknown): value is Uint8Array | Uint8ClampedArray {
  const tag = Object.prototype.toString.call(value);
  return tag === '[object Uint8ClampedArray]' || tag === '[object Uint8Array]';
}

function invalid(reason: string): InkError {
  return new InkError(
    'ink-invalid-pixels',
    `Not an image: ${reason}. Pass {width, height, data} with whole sizes above 0 and RGBA bytes, such as an ImageData.`,
  );
}
