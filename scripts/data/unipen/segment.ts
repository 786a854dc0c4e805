import { fault, type Place } from './fault.js';
import { textOf, type Statement } from './statement.js';

/** A labelled part of a file. */
export interface Segment extends Place {
  /** The level of the hierarchy, in capitals: `CHARACTER`, `WORD`. */
  readonly level: string;
  /** Which components; '?' where the file does not say. */
  readonly delineation: string;
  /** What was meant to be written; null if the file does not say. */
  readonly label: string | null;
  /** How many components stand before it. */
  readonly position: number;
  /** The first `.COMMENT` after it; some collections keep their bookkeeping there. */
  comment: string | null;
}

/** Level, delineation (blanks only after its commas), quality, label. */
const SEGMENT = /^(\S+) (\S+(?:(?<=,) \S+)*)(?: ([^\s"]+))?(?: ?"((?:[^"\\]|\\.)*)")?$/;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t' };

/**
 * Reads `.SEGMENT CHARACTER 0-3 OK "4"`. The quality, often `?`, is passed over: contributors do not
 * agree on what it means.
 *
 * @throws ScriptError `data-damaged` if it has not at least a level and a delineation.
 */
export function readSegment(statement: Statement, position: number): Segment {
  const text = textOf(statement);
  const [, level, delineation, , label] = SEGMENT.exec(text) ?? [];
  if (level === undefined || delineation === undefined) {
    throw fault(statement, `.SEGMENT ${text} is not a level, components, quality and label`);
  }
  return {
    file: statement.file,
    line: statement.line,
    level: level.toUpperCase(),
    delineation: delineation.replaceAll(' ', ''),
    label: label?.replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter) ?? null,
    position,
    comment: null,
  };
}
