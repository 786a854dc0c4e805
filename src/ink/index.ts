/** The ground floor `ink`: drawings, images of them, and the input image. Pure: no DOM, no Node. */
export * from './drawing.js';
export { InkError, type InkErrorCode } from './drawing.js';
export { MAX_POINTS, readDrawing, readFramedDrawing } from './drawing.js';
export { checkPixels } from './pictures.js';
export { DEFAULT_PREPARATION, resolvePreparation } from './drawing.js';
export { drawingExtent, type Extent } from './drawing.js';
export { isTooSmall, PEN_SHARE, type DrawnOn } from './drawing.js';
export { drawingToImage } from './rasterize.js';
export { pixelsToImage, type PixelsOptions } from './pictures.js';
export type { Foreground } from './pictures.js';
export { strokeSegments, type CurveSegment } from './curve.js';
export { penRuns, type PenRun } from './curve.js';
export { drawingToSVG, type SVGOptions } from './svg.js';
export { copyDrawing } from './drawing.js';
export { strokesFromFlat } from './drawing.js';
