import { mkdir, rm, writeFile } from 'node:fs/promises';
import { BOXES_FILE, pictureFile, type Album } from './album.js';
import type { Boxes } from './compare-boxes.js';
import { encodePicture } from './picture.js';

/**
 * Puts new pictures in the place of those that a folder holds.
 *
 * @param folder with a slash at its end.
 */
export async function openRecordedAlbum(folder: string): Promise<Album> {
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
