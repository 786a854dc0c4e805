/** The ground floor `ink`: drawings, images of them, and the input image. Pure: no DOM, no Node. */
export * from './types.js';
export { InkError, type InkErrorCode } from './ink-error.js';
export { MAX_POINTS, readDrawing, readFramedDrawing } from './read-drawing.js';
export { checkPixels } from './check-pixels.js';
export { DEFAULT_PREPARATION, resolvePreparation } from './preparation.js';
export { drawingExtent, type Extent } from './extent.js';
export { isTooSmall, PEN_SHARE, type DrawnOn } from './too-small.js';
export { drawingToImage } from './drawing-to-image.js';
export { pixelsToImage, type PixelsOptions } from './pixels-to-image.js';
export type { Foreground } from './ink-levels.js';
export { strokeSegments, type CurveSegment } from './curve.js';
export { penRuns, type PenRun } from './pen-runs.js';
export { drawingToSVG, type SVGOptions } from './svg.js';
export { copyDrawing } from './copy.js';
export { strokesFromFlat } from './flat.js';
