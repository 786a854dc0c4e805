/** x and y in a square of side 1, and milliseconds since the first pen-down. */
export type TimedPoint = readonly [x: number, y: number, t: number];

/** Strokes with times. */
export type TimedDrawing = readonly (readonly TimedPoint[])[];
