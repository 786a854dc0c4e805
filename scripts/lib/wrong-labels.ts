import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ScriptError } from './script-error.js';
import type { StrokePart, StrokeSample } from './stroke-file.js';

/** A digit of a stroke file whose label is not what its writer wrote. */
export interface WrongLabel {
  /** Of the stroke file, as {@link listStrokeSources} names it. */
  readonly source: string;
  readonly part: StrokePart;
  /** In the stroke file, counted from 1. */
  readonly line: number;
  /** The label that stands there. */
  readonly label: number;
  /** What speaks against it, for people. */
  readonly reason: string;
}

/** The project's own list, for the data sets that docs and `npm run data` name. */
export const WRONG_LABELS = fileURLToPath(new URL('../data/wrong-labels.json', import.meta.url));

/**
 * Reads a list of wrong labels, a JSON array of {@link WrongLabel}.
 *
 * @throws ScriptError `data-missing`, or `bad-wrong-labels` naming the entry.
 */
export async function readWrongLabels(path = WRONG_LABELS): Promise<WrongLabel[]> {
  const bad = (what: string) => new ScriptError('bad-wrong-labels', `${path}: ${what}.`);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new ScriptError('data-missing', `There is no list of wrong labels at ${path}.`);
  }
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
    isWithin(line, 1, Number.MAX_SAFE_INTEGER) &&
    isWithin(label, 0, 9) &&
    typeof reason === 'string'
  );
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
