/** Exports for other folders and for the scripts. Pure: neither DOM nor Node. */
export { penRuns, strokeSegments, type CurveSegment } from './curve.js';
export * from './drawing.js';
export { checkPixels, pixelsToImage, type PixelsOptions } from './pictures.js';
export { drawingToImage } from './rasterize.js';
export { drawingToSVG } from './svg.js';
