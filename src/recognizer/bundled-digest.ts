/** Written in by the build. */
declare const MODEL_SHA256: string | undefined;

/**
 * SHA-256 of the bundled descriptor, which has those of its weight files; undefined when run from
 * source.
 */
export const BUNDLED_SHA256: string | undefined =
  typeof MODEL_SHA256 === 'undefined' ? undefined : MODEL_SHA256;
