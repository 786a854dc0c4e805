import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { strokesFromFlat, type Drawing } from '../../src/ink/index.js';
import { readDataFile } from './data-file.js';
import { ScriptError } from './script-error.js';

/** Which digits a stroke file holds; the two share no writer. */
export type StrokePart = 'train' | 'valid';

/** A digit as somebody wrote it. */
export interface StrokeSample {
  /** Where it stands in its file, counted from 1; empty lines count. */
  readonly line: number;
  readonly label: number;
  readonly writer: string;
  readonly drawing: Drawing;
}

/** Where a source's stroke file is, unpacked; usually it is there as `.gz`. */
export function strokePath(directory: string, source: string, part: StrokePart): string {
  return join(directory, 'strokes', `${source}.${part}.ndjson`);
}

/**
 * The sources in `directory/strokes` that have a file for this part, sorted: `pendigits-tra` for
 * `pendigits-tra.valid.ndjson.gz`. None if there is no such folder.
 */
export async function listStrokeSources(directory: string, part: StrokePart): Promise<string[]> {
  const folder = join(directory, 'strokes');
  if (!existsSync(folder)) return [];
  const ending = new RegExp(`\\.${part}\\.ndjson(\\.gz)?$`);
  const files = (await readdir(folder)).filter((file) => ending.test(file));
  return [...new Set(files.map((file) => file.replace(ending, '')))].sort();
}

/**
 * Reads a stroke file: one JSON object a line, `{"label":3,"writer":"…","strokes":[[x,y,x,y,…],…]}`,
 * y downwards, in any unit.
 *
 * @throws ScriptError `data-missing`, or `data-damaged` naming the line.
 */
export async function readStrokes(
  directory: string,
  source: string,
  part: StrokePart,
): Promise<StrokeSample[]> {
  const path = strokePath(directory, source, part);
  const text = new TextDecoder().decode(await readDataFile(path, `put it into ${directory}`));
  return text
    .split('\n')
    .map((json, index) => ({ json, line: index + 1 }))
    .filter(({ json }) => json.trim() !== '')
    .map(({ json, line }) => parseSample(json, path, line));
}

function parseSample(json: string, path: string, line: number): StrokeSample {
  const damaged = (what: string) =>
    new ScriptError('data-damaged', `${path}, line ${line}: ${what}.`);
  let value: Partial<{ label: unknown; writer: unknown; strokes: unknown }>;
  try {
    value = Object(JSON.parse(json)) as typeof value;
  } catch {
    throw damaged('this is not JSON');
  }
  const { label, writer, strokes } = value;
  if (!isDigit(label)) throw damaged(`label is ${JSON.stringify(label)}, not a digit`);
  if (!isFlat(strokes)) throw damaged('strokes is not a list of lists of x, y, x, y, …');
  if (strokes.flat().length === 0) throw damaged('strokes has no points');
  return { line, label, writer: String(writer), drawing: strokesFromFlat(strokes) };
}

function isDigit(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 9;
}

function isFlat(value: unknown): value is number[][] {
  return (
    Array.isArray(value) &&
    value.every(
      (stroke) => Array.isArray(stroke) && stroke.length % 2 === 0 && stroke.every(Number.isFinite),
    )
  );
}
