import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Drawing, strokesFromFlat } from '../../src/ink/index.js';
import { ScriptError } from './cli.js';
import { readDataFile } from './files.js';

/** Which digits a stroke file holds; the two share no writer. */
export type StrokePart = 'train' | 'valid';

export interface LabeledDrawing<Label> {
  /** Where it stands in its file, counted from 1; empty lines count. */
  readonly line: number;
  readonly label: Label;
  readonly writer: string;
  readonly drawing: Drawing;
}

export type StrokeSample = LabeledDrawing<number>;

/** Where a source's stroke file is, unpacked; usually it is there as `.gz`. */
export function strokePath(directory: string, source: string, part: StrokePart): string {
  return join(directory, 'strokes', `${source}.${part}.ndjson`);
}

/**
 * The sources in `directory/strokes` that have a file for this part, sorted: `pendigits-tra` for
 * `pendigits-tra.valid.ndjson.gz`. None if there is no such folder.
 */
export async function listStrokeSources(directory: string, part: StrokePart): Promise<string[]> {
  return listSources(join(directory, 'strokes'), part);
}

/** The same of any folder. */
export async function listSources(folder: string, part: StrokePart): Promise<string[]> {
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
  const isDigit = (label: unknown): label is number => isWithin(label, 0, 9);
  return readDrawings(path, directory, isDigit, 'a digit');
}

/**
 * Reads a file of labeled drawings, see {@link readStrokes}.
 *
 * @param isLabel whether a label is one that the file may hold.
 * @param expected what that is, for people.
 */
export async function readDrawings<Label>(
  path: string,
  directory: string,
  isLabel: (label: unknown) => label is Label,
  expected: string,
): Promise<LabeledDrawing<Label>[]> {
  const text = new TextDecoder().decode(await readDataFile(path, `put it into ${directory}`));
  return text
    .split('\n')
    .map((json, index) => ({ json, line: index + 1 }))
    .filter(({ json }) => json.trim() !== '')
    .map(({ json, line }) => parseDrawing(json, path, line, isLabel, expected));
}

function parseDrawing<Label>(
  json: string,
  path: string,
  line: number,
  isLabel: (label: unknown) => label is Label,
  expected: string,
): LabeledDrawing<Label> {
  const damaged = (what: string) =>
    new ScriptError('data-damaged', `${path}, line ${line}: ${what}.`);
  let value: Readonly<Record<string, unknown>>;
  try {
    value = Object(JSON.parse(json)) as typeof value;
  } catch {
    throw damaged('this is not JSON');
  }
  const { label, writer, strokes } = value;
  if (!isLabel(label)) throw damaged(`label is ${JSON.stringify(label)}, not ${expected}`);
  if (!isFlat(strokes)) throw damaged('strokes is not a list of lists of x, y, x, y, …');
  if (strokes.flat().length === 0) throw damaged('strokes has no points');
  return { line, label, writer: String(writer), drawing: strokesFromFlat(strokes) };
}

function isWithin(value: unknown, low: number, high: number): value is number {
  return Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
}

function isFlat(value: unknown): value is number[][] {
  const isStroke = (stroke: unknown) =>
    Array.isArray(stroke) && stroke.length % 2 === 0 && stroke.every(Number.isFinite);
  return Array.isArray(value) && value.every(isStroke);
}

/** A digit of a stroke file whose label is not what its writer wrote. */
export interface WrongLabel {
  /** Of the stroke file, as {@link listStrokeSources} names it. */
  readonly source: string;
  readonly part: StrokePart;
  /** In the stroke file, counted from 1. */
  readonly line: number;
  readonly label: number;
  /** What speaks against it, for people. */
  readonly reason: string;
}

/** The project's own list, for the data sets that docs and `npm run data` name. */
const WRONG_LABELS = fileURLToPath(new URL('../data/wrong-labels.json', import.meta.url));

/**
 * Reads a list of wrong labels, a JSON array of {@link WrongLabel}.
 *
 * @throws ScriptError `data-missing`, or `bad-wrong-labels` naming the entry.
 */
export async function readWrongLabels(path = WRONG_LABELS): Promise<WrongLabel[]> {
  const bad = (what: string) => new ScriptError('bad-wrong-labels', `${path}: ${what}.`);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new ScriptError('data-missing', `There is no list of wrong labels at ${path}.`);
  });
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw bad('this is not JSON');
  }
  if (!Array.isArray(list)) throw bad('this is not a list');
  const seen = new Set<string>();
  list.forEach((entry: unknown, index) => {
    if (!isWrongLabel(entry)) {
      throw bad(`entry ${index + 1} is not {source, part, line, label, reason}`);
    }
    const place = `${entry.source}.${entry.part}, line ${entry.line}`;
    if (seen.has(place)) throw bad(`entry ${index + 1} names ${place} a second time`);
    seen.add(place);
  });
  return list as WrongLabel[];
}

/**
 * The entries of `list` for one stroke file, by line. A source that the list does not name has none.
 *
 * @throws ScriptError `wrong-labels-differ` where the line is not there, or has another label: the
 *   list was made for other data, and leaving out its lines would leave out good samples.
 */
export function wrongLabelsOf(
  list: readonly WrongLabel[],
  source: string,
  part: StrokePart,
  samples: readonly Pick<StrokeSample, 'line' | 'label'>[],
): ReadonlyMap<number, WrongLabel> {
  const labels = new Map(samples.map(({ line, label }) => [line, label]));
  const entries = list.filter((entry) => entry.source === source && entry.part === part);
  for (const { line, label } of entries) {
    const found = labels.get(line);
    if (found === label) continue;
    throw new ScriptError(
      'wrong-labels-differ',
      `The list of wrong labels belongs to other data: it has the label ${label} in line ${line} of ` +
        `${source}.${part}, and ${found === undefined ? 'no digit is' : `${found} stands`} there. ` +
        'Fetch the data that the list was made for, or give the list that was made for this data.',
    );
  }
  return new Map(entries.map((entry) => [entry.line, entry]));
}

function isWrongLabel(value: unknown): value is WrongLabel {
  const { source, part, line, label, reason } = Object(value) as Record<string, unknown>;
  return (
    typeof source === 'string' &&
    (part === 'train' || part === 'valid') &&
    isWithin(line, 1, Infinity) &&
    isWithin(label, 0, 9) &&
    typeof reason === 'string'
  );
}
