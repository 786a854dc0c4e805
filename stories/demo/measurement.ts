import type { Drawing } from '../../src/ink/index.js';
import type { DroppedNetwork } from './dropped-network.js';

/** The request to a page that measures. */
export interface MeasurementOrder {
  /** A value of the `backend` attribute. */
  readonly backend: string;
  /** Absolute URL of a descriptor; undefined for the bundled network. */
  readonly model: string | undefined;
  /** Set if the network's files were dropped. */
  readonly dropped: DroppedNetwork | undefined;
  readonly drawing: Drawing;
}

export interface Measurement {
  /** The backend that `auto` chose, or the requested one. */
  readonly backend: string;
  /** Null if the drawing is not a digit. */
  readonly digit: number | null;
  /** 0 to 1 */
  readonly confidence: number;
  /** Milliseconds from a cold start to the first answer. */
  readonly first: number;
  /** The median of later answers in milliseconds, and the number of samples. */
  readonly median: number;
  readonly samples: number;
  /** The number of files for the first answer, and their transfer size on a first visit. */
  readonly files: number;
  readonly bytes: number;
}

/** The response of a page that measures. */
export type MeasurementReply =
  | { readonly measurement: Measurement }
  | { readonly failure: { readonly code: string; readonly message: string } };
