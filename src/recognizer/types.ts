import type { BackendError, BackendName } from '../backends/backend.js';
import type { Drawing, Extent, Frame, FramedDrawing, Pixels } from '../ink/index.js';
import { CodedError } from '../util/errors.js';

interface Answer {
  /** The largest of `probabilities`, 0 to 1. */
  readonly confidence: number;
  /** Of the digits 0 to 9, in this order; they sum to 1. */
  readonly probabilities: readonly number[];
  /** The backend that computed it. */
  readonly backend: BackendName;
  /** Milliseconds from the call to the result, including the wait in the queue; for a batch, of the whole batch. */
  readonly elapsed: number;
}

/** A recognized digit. */
export interface DigitResult extends Answer {
  /** 0 to 9: the most probable digit; the smaller one if two are equally probable. */
  readonly digit: number;
}

/**
 * Why there is no digit:
 *
 * - `too-small`: the ink is no larger than a dot. The network was not run, and each of the ten
 *   `probabilities` is 0.1
 * - `not-a-digit`: the network says so with more than half of the probability, which is not in
 *   `probabilities`; or, of a network without such an output, the most probable digit has a probability
 *   below 0.33
 * - `several-digits`: its strokes side by side are a digit each, surely, whatever they look like together. A 4
 *   written as two strokes side by side is one digit, if one is clearly less high
 */
export type NoDigitReason = 'too-small' | 'not-a-digit' | 'several-digits';

/** There is ink, but it is not a digit. */
export interface NoDigitResult extends Answer {
  readonly digit: null;
  readonly reason: NoDigitReason;
}

/** What a recognizer answers, frozen. `digit` is null if no digit was recognized. */
export type Result = DigitResult | NoDigitResult;

/**
 * What a recognizer accepts: strokes, alone or with their frame; pixels such as an `ImageData`; a canvas or an image; a picture
 * file; or a finished input image, 784 values from 0 (paper) to 1 (ink), row by row.
 */
export type RecognizerInput =
  | Drawing
  | FramedDrawing
  | Pixels
  | HTMLCanvasElement
  | OffscreenCanvas
  | HTMLImageElement
  | ImageBitmap
  | Blob
  | Float32Array;

export interface RecognizerOptions {
  /**
   * `auto` (the default), or one or more of `webgpu`, `webgl`, `wasm`, `cpu`, `tfjs-webgpu`, `tfjs-webgl` and
   * `tfjs-cpu`, separated by commas or white space, in order of preference.
   */
  readonly backend?: string;
  /**
   * URL of a descriptor; relative to the page, in Node to the working directory. Without it the
   * bundled network is used, which is part of the library's code.
   */
  readonly model?: string | URL;
  /**
   * What a recognizer with this network has learned, as {@link Recognizer.exportHand} gave it. Null prepares
   * for learning, so that the first call of {@link Recognizer.learn} is no slower than the next. Recognizers that
   * share a network do not share a hand.
   */
  readonly hand?: Hand | null;
  /**
   * Lets the weight files come from other origins than the descriptor: those it names there by
   * absolute `https:` URLs, and those whose addresses redirect there. Without it they are refused as
   * `weights-origin`, the first kind before anything is sent, the second before anything of the answer
   * is read: where a redirect leads cannot be known without following it. Default false.
   */
  readonly crossOriginWeights?: boolean;
  /** Aborts the creation. It has no effect on a recognizer that exists. */
  readonly signal?: AbortSignal;
  /** Called with the bytes of the network received so far and their total. Never runs backwards. */
  readonly onProgress?: (loaded: number, total: number) => void;
  /**
   * Used instead of the platform's `fetch` for the descriptor of `model` and its weights. Loading fails after
   * 30 seconds without a response, or without another chunk of its `body`.
   */
  readonly fetch?: typeof fetch;
  /**
   * Called when another backend took over because the one before failed, lost its device or, with
   * `auto`, was slow on this device (`backend-slow`); and when a lost device was created again.
   */
  readonly onBackendChange?: (backend: BackendName, reason: BackendError) => void;
  /**
   * Called when the device was lost while no call was running and no backend could take over. The
   * next call tries again.
   */
  readonly onBackendLost?: (reason: BackendError) => void;
}

export interface RecognizeOptions {
  /**
   * The surface that strokes were drawn on; its size tells a dot from a small digit. A drawing that
   * has a frame keeps its own.
   */
  readonly frame?: Frame;
  /**
   * Diameter of the pen that strokes were drawn with, in the unit of their points: ink that is no
   * larger is `too-small`. By default 5.5 % of the frame's smaller side.
   */
  readonly penWidth?: number;
  /** Aborts this call, which rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * A call with this set replaces older calls with this set that have not started: they reject with
   * `superseded`. Use it for successive states of one drawing. By default every call is answered, in
   * order.
   */
  readonly supersede?: boolean;
}

export interface LearnOptions extends Omit<RecognizeOptions, 'supersede'> {
  /** The digit is what was read, and someone accepted it. By default it is a correction. */
  readonly confirmed?: boolean;
}

/** What a recognizer has learned of one person: plain data, at most 64 kB as JSON. */
export interface Hand {
  /** Of this format. */
  readonly version: 1;
  /** SHA-256 of the network: its features mean nothing to another one. */
  readonly network: string;
  /** The newest last. */
  readonly examples: readonly HandExample[];
}

/** A drawing that was learned. */
export interface HandExample {
  /** 0 to 9. */
  readonly digit: number;
  /** It was accepted as it was read, not corrected. */
  readonly confirmed: boolean;
  /** What the network made of it: base64 of one signed byte per feature. */
  readonly features: string;
}

export interface NumberOptions extends RecognizeOptions {
  /** Whether the number may begin with a minus. Default false. */
  readonly signed?: boolean;
  /** Whether it may have a decimal point or comma. Default false. */
  readonly decimal?: boolean;
  /** How many digits it has at least, 0 or more, if it can be read so. Default 1. */
  readonly minLength?: number;
  /** How many digits it has at most, 0 or more, if it can be read so. */
  readonly maxLength?: number;
  /** Strokes that are one digit each, as a user says. Of two groups with the same stroke, the later one counts. */
  readonly groups?: readonly PinnedGroup[];
  /** Sets of strokes that are not one digit, as a user says; each as indices of strokes. */
  readonly apart?: readonly (readonly number[])[];
}

/** Strokes that are one digit, whatever they look like. */
export interface PinnedGroup {
  /** Indices into the drawing. */
  readonly strokes: readonly number[];
  /** `0` to `9`, where the digit is known as well. */
  readonly text?: string;
}

/** One of several readings. */
export interface Alternative {
  /** With a point for a decimal comma. */
  readonly value: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** A digit, minus or point of a number. */
export interface NumberDigit {
  /** `0` to `9`, `-` or `.` */
  readonly text: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** Indices of its strokes in the drawing. A stroke that joins two digits is in both. */
  readonly strokes: readonly number[];
  /** Of its ink, in the unit of the points. */
  readonly box: Extent;
  /** The other digits that it may be, the likeliest first. */
  readonly alternatives: readonly Readonly<{ text: string; confidence: number }>[];
}

/** A number as it was read, frozen. */
export interface NumberResult {
  /** As written, with a point for a decimal comma; empty if the ink is no number. */
  readonly value: string;
  /** How probable the value is, 0 to 1. */
  readonly confidence: number;
  /** Other values, the likeliest first. */
  readonly alternatives: readonly Alternative[];
  /** In the order of the value. */
  readonly digits: readonly NumberDigit[];
  /** The backend that computed it. */
  readonly backend: BackendName;
  /** Milliseconds from the call to the result, including the wait in the queue. */
  readonly elapsed: number;
}

/** A descriptor loaded on a backend. */
export interface Recognizer {
  /** The backend in use. */
  readonly backend: BackendName;
  /** Absolute URL of the descriptor; empty for the bundled network. */
  readonly model: string;
  /** The network's name, as its descriptor gives it. */
  readonly name: string;
  /**
   * Reads a digit. The input is copied before the promise is returned.
   *
   * @returns null for an empty drawing or a blank image.
   * @throws RecognizerError, InkError for the input; BackendError if no backend could compute; PartError if a
   * module of the library could not be loaded.
   */
  recognize(input: RecognizerInput, options?: RecognizeOptions): Promise<Result | null>;
  /**
   * Reads many digits in as few runs as memory allows.
   *
   * @returns one result per input, in order; null for an empty or blank one.
   * @throws as {@link recognize}; one input that is refused refuses the batch
   */
  recognizeBatch(
    inputs: Iterable<RecognizerInput>,
    options?: Omit<RecognizeOptions, 'supersede'>,
  ): Promise<(Result | null)[]>;
  /**
   * Reads a whole number, written from left to right.
   *
   * @returns null for no ink.
   * @throws RecognizerError `options-invalid`, and as {@link recognize}
   */
  recognizeNumber(
    input: Drawing | FramedDrawing,
    options?: NumberOptions,
  ): Promise<NumberResult | null>;
  /**
   * Learns which digit a drawing is: later answers of this recognizer, also in numbers, are shifted towards it
   * where the ink is similar. What was learned of the same drawing before is replaced. Ink that is too small
   * teaches nothing.
   *
   * @param digit 0 to 9; null forgets this drawing
   * @throws RecognizerError `digit-invalid`, and as {@link recognize}
   */
  learn(input: RecognizerInput, digit: number | null, options?: LearnOptions): Promise<void>;
  /** What was learned so far; null for nothing. */
  exportHand(): Hand | null;
  /**
   * Replaces what was learned, for example by what another tab has learned.
   *
   * @throws RecognizerError `hand-invalid`, `hand-version` or `hand-network`; the hand stays as it was then
   */
  importHand(hand: Hand | null): Promise<void>;
  /** Forgets all that was learned. */
  forgetHand(): void;
  /** Releases the network and the backend; calls that are not answered yet reject with `disposed`. Both
   * stay ready for 2 seconds in case another recognizer needs them. */
  dispose(): void;
}

/**
 * Errors of a call other than those of the network, the backend and the strokes.
 *
 * - `input-unsupported`: not an accepted kind of input, or reading it fails
 * - `input-length`: an array that is not 784 values long
 * - `input-not-finite`: an array with NaN or infinity in it
 * - `input-out-of-range`: an array with values below 0 or above 1
 * - `image-not-loaded`: an image that is still loading, failed to load, or was closed
 * - `image-undecodable`: a file that is not a picture, or not one that the browser can decode
 * - `image-too-large`: a picture file with more than 200 million pixels
 * - `image-tainted`: a picture from another site, whose pixels the page may not read
 * - `picture-blocked`: the browser gives noise for the pixels of a canvas, against fingerprinting
 * - `model-url-invalid`: `model` is not a URL
 * - `options-invalid`: an option for numbers is not what it must be, or names a stroke that is not there
 * - `digit-invalid`: what is to be learned is not a digit
 * - `hand-invalid`: a hand is damaged, or no hand
 * - `hand-version`: a hand has the format of another release
 * - `hand-network`: a hand was learned with another network
 * - `hand-storage`: this device keeps no hand: its storage is full or blocked. Only an element's error
 * - `superseded`: a newer call replaced this one before it started
 * - `disposed`: the recognizer was disposed of
 */
export type RecognizerErrorCode =
  | 'input-unsupported'
  | 'input-length'
  | 'input-not-finite'
  | 'input-out-of-range'
  | 'image-not-loaded'
  | 'image-undecodable'
  | 'image-too-large'
  | 'image-tainted'
  | 'picture-blocked'
  | 'model-url-invalid'
  | 'options-invalid'
  | 'digit-invalid'
  | 'hand-invalid'
  | 'hand-version'
  | 'hand-network'
  | 'hand-storage'
  | 'superseded'
  | 'disposed';

/** The error of a call to a recognizer. */
export class RecognizerError extends CodedError<RecognizerErrorCode> {}

/** Number of digits. */
export const CLASSES = 10;

export function isDigit(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < CLASSES;
}
