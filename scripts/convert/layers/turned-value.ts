import type { ImageShape } from './image-shape.js';

/**
 * A value of the source and how the turned network holds it.
 *
 * - `plain`: number for number the same.
 * - `turned`: an image [channels, height, width] held as [height, width, channels].
 * - `shuffled`: such an image flattened by the source channel by channel, by the turned network
 *   pixel by pixel; whatever weighs its numbers one by one has its weights re-ordered.
 */
export type TurnedValue =
  | { readonly kind: 'plain'; readonly dims: readonly number[] }
  | { readonly kind: 'turned'; readonly dims: ImageShape }
  | { readonly kind: 'shuffled'; readonly dims: readonly number[]; readonly image: ImageShape };

export function plain(dims: readonly number[]): TurnedValue {
  return { kind: 'plain', dims };
}

/** Whether the numbers stand in the same order either way round. */
export function isTrivial([channels, height, width]: ImageShape): boolean {
  return channels === 1 || height * width === 1;
}

export function channelsLast([channels, height, width]: ImageShape): readonly number[] {
  return [height, width, channels];
}

export function isImage(dims: readonly number[]): dims is ImageShape {
  return dims.length === 3;
}

export function elements(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}
