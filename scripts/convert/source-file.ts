import { open, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { kilobytes } from '../lib/figures.js';
import { reasonOf } from '../lib/reason.js';
import { ScriptError } from '../lib/script-error.js';
import type { SourceFile } from './source-network.js';

/**
 * A network's weights may take 64 MiB; a file may hold them with an optimizer's state of two more
 * numbers for each, and topologies that are long.
 */
const MOST_BYTES = 256 * 2 ** 20;

/**
 * Reads a file to convert.
 *
 * @throws ScriptError `data-missing`, `bad-network` for an empty one, `unsupported-network` for one
 *   that is too large to be a digit network, before it is read.
 */
export async function openSource(path: string): Promise<SourceFile> {
  const bytes = await readBounded(path);
  if (bytes.length === 0) throw new ScriptError('bad-network', `${path} is empty.`);
  return {
    path,
    bytes,
    readBeside(relative) {
      if (isAbsolute(relative) || normalize(relative).startsWith('..')) {
        throw new ScriptError(
          'bad-network',
          `${path} names ${relative}, which lies outside its folder: put its files beside it.`,
        );
      }
      return readBounded(join(dirname(path), relative));
    },
  };
}

async function readBounded(path: string): Promise<Uint8Array> {
  const facts = await stat(path).catch((error: unknown) => {
    throw new ScriptError('data-missing', `${path} cannot be read (${reasonOf(error)}).`);
  });
  if (!facts.isFile()) {
    throw new ScriptError('data-missing', `${path} is not a file: name the network's own file.`);
  }
  if (facts.size > MOST_BYTES) {
    throw new ScriptError(
      'unsupported-network',
      `${path} has ${kilobytes(facts.size)} where at most ${kilobytes(MOST_BYTES)} are read.`,
    );
  }
  const handle = await open(path);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
