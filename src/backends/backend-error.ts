import { CodedError } from '../errors.js';

export type BackendErrorCode = 'backend-unavailable' | 'backend-failed' | 'device-lost';

/** Something is wrong with what computes, not with the network or the drawing. */
export class BackendError extends CodedError<BackendErrorCode> {}
