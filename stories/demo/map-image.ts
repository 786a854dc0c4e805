/** Index of the colour of 0 in a palette's ramp; as many lie on either side. */
export const RAMP_MIDDLE = 255;

/** The largest of the values' sizes: what is painted as brightest, or 1 where all are 0. */
export function brightestOf(values: Float32Array): number {
  let brightest = 0;
  for (const value of values) brightest = Math.max(brightest, Math.abs(value));
  return brightest || 1;
}

/**
 * Paints one channel of [height, width, channels] values, a pixel each.
 *
 * @param pixels of that width and height.
 * @param ramp as of a palette.
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
    const colour = 4 * (RAMP_MIDDLE + Math.round(RAMP_MIDDLE * Math.min(1, Math.max(-1, share))));
    for (let part = 0; part < 4; part++) pixels.data[4 * i + part] = ramp[colour + part]!;
  }
}
