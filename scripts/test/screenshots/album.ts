import type { Boxes } from './compare-boxes.js';
import type { Screenshot } from './take-screenshot.js';

/** The pictures of stories: a file for each look, and one file that says where everything is. */
export interface Album {
  /** @returns what is wrong with the picture, a line for each; none where all is well. */
  take(story: string, look: string, screenshot: Screenshot): Promise<readonly string[]>;
  /** @returns what is wrong with the whole. */
  close(): Promise<readonly string[]>;
}

/** Of each story. */
export type AllBoxes = Readonly<Record<string, Boxes>>;

export const BOXES_FILE = 'boxes.json';

/** @returns a name that says of which story it is, and in which look. */
export function pictureFile(story: string, look: string): string {
  return `${story}.${look}.png`;
}
