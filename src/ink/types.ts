/** A sample of the pen, in CSS pixels of the surface; y grows downwards. */
export interface Point {
  x: number;
  y: number;
  /** Milliseconds on any monotonic clock. */
  t?: number;
  /** 0 to 1. */
  pressure?: number;
}

/** The points from pen-down to pen-up. */
export type Stroke = readonly Point[];

/** The strokes so far, in the order they were drawn. */
export type Drawing = readonly Stroke[];

/** Width and height of the surface that a drawing's coordinates refer to, in CSS pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
}

/** A drawing with its frame. Plain JSON data, to keep and to bring back at any size. */
export interface FramedDrawing extends Frame {
  readonly strokes: Drawing;
}

/** Height and width of the input image. */
export const IMAGE_SIDE = 28;

/** Number of values in the input image, row by row from the top left. */
export const IMAGE_LENGTH = IMAGE_SIDE * IMAGE_SIDE;

/** How a drawing becomes an input image. Lengths are in pixels of the 28×28 grid. */
export interface Preparation {
  /** The drawing, pen width included, is scaled to fit a square of this side, 1 to 28. */
  box: number;
  /** What is moved to the middle of the grid: the ink's centre of mass, or the middle of its extent. */
  centre: 'mass' | 'extent';
  /** Diameter of the round pen, 0.5 to 8. */
  penWidth: number;
}

/** The part of the DOM's `ImageData` that is read; anything of this shape will do, also in Node. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA, one byte each, not premultiplied, row by row. */
  readonly data: Uint8ClampedArray | Uint8Array;
}
