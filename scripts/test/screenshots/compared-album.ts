import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { BOXES_FILE, pictureFile, type Album, type AllBoxes } from './album.js';
import { compareBoxes } from './compare-boxes.js';
import { comparePictures } from './compare-pictures.js';
import { decodePicture, encodePicture } from './picture.js';

/** The first boxes say what moved, the others moved with it. */
const MOST_LINES = 5;

/**
 * Compares with the pictures that someone has looked at.
 *
 * @param folder of those, with a slash at its end.
 * @param differing the same; gets what differs from them.
 */
export async function openComparedAlbum(folder: string, differing: string): Promise<Album> {
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
        ...compareBoxes(known[story] ?? {}, boxes).slice(0, MOST_LINES),
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
