import { join } from 'node:path';
import { type Drawing, strokesFromFlat } from '../../../src/ink/index.js';
import { ScriptError } from '../../lib/cli.js';
import { readDataFile } from '../../lib/files.js';
import type { StrokePart } from '../../lib/strokes.js';

/** A number as somebody wrote it. */
export interface NumberSample {
  /** With a point for a decimal comma. */
  readonly label: string;
  readonly drawing: Drawing;
  /**
   * For each point of each stroke the index of the character that it belongs to; -1 for a speck. Null
   * if that is not known.
   */
  readonly owners: readonly (readonly number[])[] | null;
}

interface NumberLine {
  readonly label: string;
  readonly kind: string;
  readonly strokes: readonly (readonly number[])[];
  readonly groups: readonly (readonly number[])[];
}

/**
 * The numbers of `directory/numbers`; what is not a number, such as that of a phone, is left out.
 *
 * @throws ScriptError `data-missing` or `data-damaged`
 */
export async function readNumbers(directory: string, part: StrokePart): Promise<NumberSample[]> {
  const path = join(directory, 'numbers', `unipen.${part}.ndjson`);
  const text = new TextDecoder().decode(await readDataFile(path, `put it into ${directory}`));
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines
    .map((json, index) => {
      try {
        return JSON.parse(json) as NumberLine;
      } catch {
        throw new ScriptError('data-damaged', `${path}, line ${index + 1}: this is not JSON.`);
      }
    })
    .filter(({ label, kind }) => kind.startsWith('number') && /^-?\d+([.,]\d+)?$/.test(label))
    .map(toSample);
}

function toSample({ label, kind, strokes, groups }: NumberLine): NumberSample {
  const drawing = strokesFromFlat(strokes);
  const owner = (stroke: number) => groups.findIndex((group) => group.includes(stroke));
  return {
    label: label.replace(',', '.'),
    drawing,
    owners: kind.endsWith('cut') ? null : drawing.map((points, s) => points.map(() => owner(s))),
  };
}

/** Pen strokes of signs by their label, from `directory/letters`. */
export async function readSigns(
  directory: string,
  part: StrokePart,
): Promise<ReadonlyMap<string, readonly Drawing[]>> {
  const signs = new Map<string, Drawing[]>([
    ['-', []],
    ['.', []],
    [',', []],
  ]);
  for (const source of SIGN_SOURCES[part]) {
    const path = join(directory, 'letters', `unipen-${source}.${part}.ndjson`);
    const text = new TextDecoder().decode(await readDataFile(path, `put it into ${directory}`));
    for (const json of text.split('\n').filter((line) => line.trim() !== '')) {
      const { label, strokes } = JSON.parse(json) as Pick<NumberLine, 'label' | 'strokes'>;
      if (strokes.length === 1) signs.get(label)?.push(strokesFromFlat(strokes));
    }
  }
  return signs;
}

const SIGN_SOURCES: Readonly<Record<StrokePart, readonly string[]>> = {
  train: ['apa', 'apb', 'app', 'ced', 'gmd', 'ibm', 'lav', 'mot', 'sie', 'syn', 'tos'],
  valid: ['art', 'kai', 'val'],
};
