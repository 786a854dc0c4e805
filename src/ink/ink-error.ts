import { CodedError } from '../errors.js';

export type InkErrorCode =
  | 'ink-invalid-drawing'
  | 'ink-not-finite'
  | 'ink-too-many-points'
  | 'ink-invalid-preparation'
  | 'ink-invalid-pixels'
  | 'ink-invalid-size'
  | 'ink-invalid-frame';

/** A drawing, an image or a way of preparing them is not what it should be. */
export class InkError extends CodedError<InkErrorCode> {}
