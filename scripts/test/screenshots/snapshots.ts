import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { comparePictures, decodePicture, encodePicture } from './pictures.js';
import type { Screenshot } from './take-screenshot.js';

/** In CSS pixels from the upper left corner of the story. */
type Box = readonly [x: number, y: number, width: number, height: number];

/** Of what a story shows, by name. */
export type Boxes = Readonly<Record<string, Box>>;

/** In CSS pixels: fonts that are hinted otherwise move what stands after them. */
const TOLERANCE = 3;

/** @returns a line for each box that is missing, new or elsewhere. */
export function compareBoxes(expected: Boxes, actual: Boxes): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names].flatMap((name) => {
    const before = expected[name];
    const now = actual[name];
    if (!before) return [`${name} is new`];
    if (!now) return [`${name} is missing`];
    const isThere = before.every((side, i) => Math.abs(side - now[i]!) <= TOLERANCE);
    return isThere ? [] : [`${name} is at ${now.join(', ')} and not at ${before.join(', ')}`];
  });
}

/** The pictures of stories: a file for each look, and one file that says where everything is. */
export interface Snapshots {
  /** @returns what is wrong with the picture, a line for each; none where all is well. */
  take(story: string, look: string, screenshot: Screenshot): Promise<readonly string[]>;
  /** @returns what is wrong with the whole. */
  close(): Promise<readonly string[]>;
}

/** Of each story. */
type AllBoxes = Readonly<Record<string, Boxes>>;

const BOXES_FILE = 'boxes.json';

/** @returns a name that says of which story it is, and in which look. */
function pictureFile(story: string, look: string): string {
  return `${story}.${look}.png`;
}

/** The first boxes say what moved, the others moved with it. */
const MAX_LINES = 5;

/**
 * Compares with the pictures that someone has looked at.
 *
 * @param folder of those, with a slash at its end.
 * @param differing the same; gets what differs from them.
 */
export async function openCompared(folder: string, differing: string): Promise<Snapshots> {
  await rm(differing, { recursive: true, force: true });
  const files = await readdir(folder).catch((): string[] => []);
  const unseen = new Set(files.filter((file) => file.endsWith('.png')));
  const known = files.includes(BOXES_FILE)
    ? (JSON.parse(await readFile(folder + BOXES_FILE, 'utf8')) as AllBoxes)
    : {};
  return {
    async take(story, look, { picture, boxes }) {
      const file = pictureFile(story, look);
      if (!unseen.delete(file))
        return ['has no picture yet: `npm run test:stories -- --update` takes all anew'];
      const difference = comparePictures(decodePicture(await readFile(folder + file)), picture);
      const faults = [
        ...compareBoxes(known[story] ?? {}, boxes).slice(0, MAX_LINES),
        ...(difference === undefined ? [] : [`its picture ${difference}`]),
      ];
      if (faults.length === 0) return [];
      await mkdir(differing, { recursive: true });
      await writeFile(differing + file, encodePicture(picture));
      return [...faults, `see ${differing}${file}`];
    },
    close: () => Promise.resolve([...unseen].map((file) => `${file} is of no story`)),
  };
}

/**
 * Puts new pictures in the place of those that a folder holds.
 *
 * @param folder with a slash at its end.
 */
export async function openRecorded(folder: string): Promise<Snapshots> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const all: Record<string, Boxes> = {};
  return {
    async take(story, look, { picture, boxes }) {
      all[story] ??= boxes;
      await writeFile(folder + pictureFile(story, look), encodePicture(picture));
      return [];
    },
    async close() {
      // A line for each story, so that a change shows which of them it touches.
      const lines = Object.entries(all).map(
        ([story, boxes]) => `  ${JSON.stringify(story)}: ${JSON.stringify(boxes)}`,
      );
      await writeFile(folder + BOXES_FILE, `{\n${lines.join(',\n')}\n}\n`);
      return [];
    },
  };
}
