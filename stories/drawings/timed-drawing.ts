/** Left to right and top to bottom in a square of one, and milliseconds from the first pen-down. */
export type TimedPoint = readonly [x: number, y: number, t: number];

/** Strokes with the times at which a pen is where. */
export type TimedDrawing = readonly (readonly TimedPoint[])[];
