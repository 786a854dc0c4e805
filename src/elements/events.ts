import type { Point } from '../ink/index.js';
import type {
  BackendErrorCode,
  BackendName,
  CodedError,
  DescriptorErrorCode,
  InkErrorCode,
  NumberResult,
  RecognizerErrorCode,
  Result,
} from '../recognizer/index.js';

export interface DigitReadyDetail {
  readonly backend: BackendName;
}

/** Bytes of the network's weights. `loaded` never decreases within one load. */
export interface DigitProgressDetail {
  readonly loaded: number;
  readonly total: number;
}

/** What failed; `unknown` if the error has none of these codes. */
export type DigitErrorCode =
  | BackendErrorCode
  | DescriptorErrorCode
  | InkErrorCode
  | RecognizerErrorCode
  | 'part-unreachable'
  | 'unknown';

export interface DigitErrorDetail {
  /** Its `code` is stable. Its message says what to do. */
  readonly error: CodedError<DigitErrorCode>;
}

/** A correction by the user. */
export interface DigitCorrectedDetail {
  /** The digit that the user gave, 0 to 9. */
  readonly digit: number;
  /** The result that was wrong; null if the drawing had not been read yet. */
  readonly result: Result | null;
  /** A copy of the element's `strokes`. */
  readonly strokes: Point[][];
}

/** What the hand of a field's user has learned. */
export interface DigitLearnedDetail {
  /** 0 to 9; null if something was forgotten: a correction that was undone, or all. */
  readonly digit: number | null;
  /** It was read so and left standing; else it is a correction. */
  readonly confirmed: boolean;
}

/** What a page needs to learn from the correction of a number. */
export interface NumberCorrectedDetail {
  /** The value after the correction. */
  readonly value: string;
  /** What was read; null if the drawing had not been read yet. */
  readonly result: NumberResult | null;
  /** A copy, as the element's `strokes` are. */
  readonly strokes: Point[][];
}

export interface DigitChosenDetail {
  /** 0 to 9. */
  readonly digit: number;
}

export interface DigitStrokeStartDetail {
  /** `pen`, `mouse` or `touch`. */
  readonly pointerType: string;
}

export interface DigitStrokeEndDetail {
  /** `pen`, `mouse` or `touch`. */
  readonly pointerType: string;
  /**
   * The stroke, in CSS pixels of the surface. Empty if it was discarded because it was the first
   * finger of a gesture or a palm.
   */
  readonly stroke: Point[];
}

/** The custom events of the elements. All bubble and are composed. */
export interface DigitEventDetails {
  'digit-recognized': Result;
  'digit-corrected': DigitCorrectedDetail;
  'digit-learned': DigitLearnedDetail;
  'digit-chosen': DigitChosenDetail;
  'digit-ready': DigitReadyDetail;
  'digit-progress': DigitProgressDetail;
  'digit-error': DigitErrorDetail;
  'digit-stroke-start': DigitStrokeStartDetail;
  'digit-stroke-end': DigitStrokeEndDetail;
  'number-recognized': NumberResult;
  'number-corrected': NumberCorrectedDetail;
  'number-learned': DigitLearnedDetail;
  'number-ready': DigitReadyDetail;
  'number-progress': DigitProgressDetail;
  'number-error': DigitErrorDetail;
  'number-stroke-start': DigitStrokeStartDetail;
  'number-stroke-end': DigitStrokeEndDetail;
}

export type DigitEventType = keyof DigitEventDetails;

/** Types `addEventListener` of the document and the window, because the events bubble there. */
export type DigitEventMap = { [T in DigitEventType]: CustomEvent<DigitEventDetails[T]> };

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merges into the DOM's own
  interface GlobalEventHandlersEventMap extends DigitEventMap {}
}

/** What the names of an element's events begin with. */
export type EventPrefix = 'digit' | 'number';
