/** The ground floor `ink`: drawings, images of them, and the input image. Pure. */
export * from './types.js';
export { InkError, type InkErrorCode } from './ink-error.js';
export { checkDrawing, MAX_POINTS } from './check-drawing.js';
export { drawingExtent, type Extent } from './extent.js';
export { DEFAULT_PREPARATION, resolvePreparation } from './preparation.js';
export { drawingToImage } from './drawing-to-image.js';
