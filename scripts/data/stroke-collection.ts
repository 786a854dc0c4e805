import { join } from 'node:path';
import { checkWritable } from '../lib/atomic.js';
import { ScriptError } from '../lib/script-error.js';
import type { Collection } from './collection.js';
import { downloadWithProgress } from './download-with-progress.js';
import type { StrokeDigit } from './stroke-digit.js';
import { hasStrokes, writeStrokes } from './stroke-output.js';

/** Digits by the source that their stroke files are named after: `unipen-apa`. */
export type DigitsBySource = ReadonlyMap<string, readonly StrokeDigit[]>;

/** An archive of pen digits as it is published, and what is made of it. */
export interface StrokeArchive {
  readonly id: string;
  readonly licence: string;
  readonly name: string;
  /** Bytes that the archive may have. */
  readonly limit: number;
  readonly homes: readonly string[];
  /** In the order in which they are reported. */
  readonly sources: readonly string[];
  /**
   * Reads the archive at `path`. What it throws decides that the archive is not the one meant.
   *
   * @param onProgress the share that is done, 0 to 1.
   * @throws ScriptError `data-damaged`
   */
  convert(path: string, onProgress: (share: number) => void): Promise<DigitsBySource>;
}

/**
 * The collection that an archive makes: the archive goes to `raw/`, where it can also be put by hand,
 * and its digits go to `strokes/`. An archive counts as fetched once all its digits have been read,
 * so a damaged one is neither kept nor converted in part.
 */
export function strokeCollection(archive: StrokeArchive): Collection {
  return {
    id: archive.id,
    licence: archive.licence,
    async fetch({ directory, mirrors = archive.homes }) {
      if (hasStrokes(directory, archive.sources)) {
        return archive.sources.map(
          (source) => `${join(directory, 'strokes', source)}: there already`,
        );
      }
      await checkWritable(directory);
      const read = converter(archive);
      await downloadWithProgress(
        { ...archive, check: read.check },
        join(directory, 'raw'),
        mirrors,
      );
      return writeStrokes(directory, read.digits());
    },
  };
}

/** Reads an archive by checking it, and keeps what was read for afterwards. */
function converter(archive: StrokeArchive) {
  let digits: DigitsBySource | null = null;
  return {
    digits: (): DigitsBySource => digits!,
    async check(path: string, onProgress: (share: number) => void): Promise<string | null> {
      try {
        digits = await archive.convert(path, onProgress);
        return null;
      } catch (error) {
        if (!(error instanceof ScriptError)) throw error;
        return `cannot be used: ${error.message}`;
      }
    },
  };
}
