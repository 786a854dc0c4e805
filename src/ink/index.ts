/** Exports for other folders and for the scripts. Pure: neither DOM nor Node. */
export { penRuns, strokeSegments, type CurveSegment, type PenRun } from './curve.js';
export * from './drawing.js';
export type { Foreground } from './paper.js';
export { checkPixels, pixelsToImage, type PixelsOptions } from './pictures.js';
export { drawingToImage } from './rasterize.js';
export { drawingToSVG, type SVGOptions } from './svg.js';
