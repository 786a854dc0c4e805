import type { Drawing } from '../../src/ink/index.js';
import type { DroppedNetwork } from './dropped-network.js';

/** What a page for measuring is asked. */
export interface MeasurementOrder {
  /** As in the `backend` attribute. */
  readonly backend: string;
  /** Absolute URL of a descriptor; undefined for the network that comes with the library. */
  readonly model: string | undefined;
  /** Where the model is one that was dropped. */
  readonly dropped: DroppedNetwork | undefined;
  readonly drawing: Drawing;
}

export interface Measurement {
  /** What `auto` chose, or the backend that was asked for. */
  readonly backend: string;
  /** Null where the drawing is no digit. */
  readonly digit: number | null;
  /** 0 to 1 */
  readonly confidence: number;
  /** Milliseconds from nothing loaded to the first answer. */
  readonly first: number;
  /** The middle of later answers, in milliseconds, and how many samples it is the middle of. */
  readonly median: number;
  readonly samples: number;
  /** How many files the first answer needs, and the bytes they are to a first visit. */
  readonly files: number;
  readonly bytes: number;
}

/** The answer of a page for measuring. */
export type MeasurementReply =
  | { readonly measurement: Measurement }
  | { readonly failure: { readonly code: string; readonly message: string } };
