/** Index of the color for 0 in a palette's ramp, which is in its middle. */
export const RAMP_MIDDLE = 255;

/** The largest absolute value, which gets the strongest color; 1 if all values are 0. */
export function brightestOf(values: Float32Array): number {
  let brightest = 0;
  for (const value of values) brightest = Math.max(brightest, Math.abs(value));
  return brightest || 1;
}

/**
 * Paints one channel of [height, width, channels] values, one pixel per value.
 *
 * @param pixels has this width and height.
 * @param ramp the ramp of a palette.
 */
export function fillPixels(
  pixels: ImageData,
  values: Float32Array,
  channel: number,
  brightest: number,
  ramp: Uint8ClampedArray,
): void {
  const count = pixels.width * pixels.height;
  const channels = values.length / count;
  for (let i = 0; i < count; i++) {
    const share = values[i * channels + channel]! / brightest;
    const color = 4 * (RAMP_MIDDLE + Math.round(RAMP_MIDDLE * Math.min(1, Math.max(-1, share))));
    for (let part = 0; part < 4; part++) pixels.data[4 * i + part] = ramp[color + part]!;
  }
}
