import type { TimedDrawing } from './timed-drawing.js';

/** With a pause before the bar, as many Europeans write it. */
export const BARRED_SEVEN: TimedDrawing = [
  // prettier-ignore
  [[0.3, 0.25, 0], [0.5, 0.24, 60], [0.68, 0.26, 120], [0.6, 0.45, 180], [0.5, 0.6, 240], [0.44, 0.8, 300]],
  // prettier-ignore
  [[0.38, 0.54, 460], [0.5, 0.53, 500], [0.64, 0.52, 540]],
];

export const SEVEN: TimedDrawing = [BARRED_SEVEN[0]!];

export const THREE: TimedDrawing = [
  // prettier-ignore
  [[0.3, 0.24, 0], [0.42, 0.16, 50], [0.58, 0.18, 100], [0.64, 0.3, 150], [0.56, 0.44, 200], [0.46, 0.5, 250], [0.6, 0.54, 300], [0.67, 0.66, 350], [0.6, 0.8, 400], [0.44, 0.85, 450], [0.29, 0.78, 500]],
];

export const FOUR: TimedDrawing = [
  // prettier-ignore
  [[0.42, 0.16, 0], [0.38, 0.3, 60], [0.32, 0.46, 120], [0.27, 0.57, 180], [0.45, 0.57, 240], [0.6, 0.56, 300], [0.74, 0.55, 360]],
  // prettier-ignore
  [[0.62, 0.36, 520], [0.6, 0.55, 580], [0.58, 0.72, 640], [0.56, 0.88, 700]],
];

/** A seven with a drooping top. It is read as a one with a probability of about 20 %. */
export const SEVEN_OR_ONE: TimedDrawing = [
  // prettier-ignore
  [[0.3, 0.29, 0], [0.36, 0.272, 24], [0.42, 0.254, 48], [0.48, 0.236, 72], [0.54, 0.218, 96], [0.6, 0.2, 120], [0.59, 0.265, 138], [0.58, 0.33, 156], [0.57, 0.395, 174], [0.56, 0.46, 192], [0.55, 0.525, 210], [0.54, 0.59, 228], [0.53, 0.655, 246], [0.52, 0.72, 264], [0.51, 0.785, 282], [0.5, 0.85, 300]],
];
