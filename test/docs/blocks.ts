import { readFileSync } from 'node:fs';
import { globSync } from 'glob';
import { ROOT } from '../../scripts/build/paths.js';

/** A fenced block of code in a document. */
export interface Block {
  /** `README.md:12` */
  readonly place: string;
  readonly language: string;
  readonly code: string;
}

const DOCUMENTS = ['*.md', 'docs/*.md', 'models/*/README.md', 'stories/pages/*.mdx'];

/** All blocks of code in the documents and on the site. */
export function readBlocks(): Block[] {
  return globSync(DOCUMENTS, { cwd: ROOT }).sort().flatMap(blocksOf);
}

function blocksOf(file: string): Block[] {
  const text = readFileSync(ROOT + file, 'utf8');
  return [...text.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].map((match) => {
    const [, indent, language, code] = match;
    const line = text.slice(0, match.index).split('\n').length;
    return {
      place: `${file}:${line}`,
      language: language!,
      code: code!.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    };
  });
}
