import { ScriptError } from '../../lib/script-error.js';

/** Where a statement stands, for messages. */
export interface Place {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** A UNIPEN file that cannot be understood: `data-damaged`, naming the file and the line. */
export function fault({ file, line }: Place, what: string): ScriptError {
  return new ScriptError('data-damaged', `${file}, line ${line}: ${what}.`);
}
