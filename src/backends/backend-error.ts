import { CodedError } from '../errors.js';

/**
 * - `backend-unknown`: no backend has this name
 * - `backend-unavailable`: the browser, the device or the page's policy lacks it, or its binary cannot
 *   be fetched or has another SHA-256 than it was built with
 * - `backend-failed`: it is there, but broke while loading, compiling or running
 * - `device-lost`: the device went away, and the answer with it
 * - `backend-slow`: it works, but `auto` found a faster one; never thrown, only a reason for a change
 */
export type BackendErrorCode =
  'backend-unknown' | 'backend-unavailable' | 'backend-failed' | 'device-lost' | 'backend-slow';

/** Something is wrong with what computes, not with the network or the drawing. */
export class BackendError extends CodedError<BackendErrorCode> {}
