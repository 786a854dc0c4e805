import { CodedError } from '../../src/util/errors.js';

export type ScriptErrorCode =
  | 'data-missing'
  | 'data-damaged'
  | 'download-failed'
  | 'unknown-architecture'
  | 'bad-architecture'
  | 'bad-checkpoint'
  | 'bad-option'
  | 'bad-wrong-labels'
  | 'wrong-labels-differ'
  | 'output-unwritable'
  | 'output-differs'
  | 'no-gpu'
  | 'bad-network'
  | 'unsupported-network'
  | 'not-built'
  | 'no-browser'
  | 'page-failed'
  | 'bad-sources'
  | 'bad-document'
  | 'over-budget';

/** Something that the person who runs a script can put right; shown without a stack. */
export class ScriptError extends CodedError<ScriptErrorCode> {}
