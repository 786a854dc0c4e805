/** A descriptor loaded on a backend. Safe to import in Node. */
export { createRecognizer } from './create.js';
export { RecognizerError, type RecognizerErrorCode } from './types.js';
export type {
  Alternative,
  DigitResult,
  Hand,
  HandExample,
  LearnOptions,
  NoDigitReason,
  NoDigitResult,
  NumberDigit,
  NumberOptions,
  NumberResult,
  PinnedGroup,
  Recognizer,
  RecognizeOptions,
  RecognizerInput,
  RecognizerOptions,
  Result,
} from './types.js';
export { BACKEND_NAMES, type BackendName } from '../backends/backend.js';
export { BackendError, type BackendErrorCode } from '../backends/backend.js';
export { parseBackends } from '../backends/choose.js';
export { DescriptorError, type DescriptorErrorCode } from '../graph/errors.js';
export {
  InkError,
  type Drawing,
  type Extent,
  type Frame,
  type FramedDrawing,
  type InkErrorCode,
  type Pixels,
  type Point,
  type Stroke,
} from '../ink/index.js';
export { CodedError } from '../util/errors.js';
export { ChunkLoadError as PartError } from '../util/lazy-import.js';
