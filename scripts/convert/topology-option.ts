import { readFile } from 'node:fs/promises';
import { reasonOf } from '../lib/reason.js';
import { ScriptError } from '../lib/script-error.js';

/**
 * What `--topology` means: the text of a file, or a name as it is.
 *
 * @throws ScriptError `data-missing` where it is neither.
 */
export async function topologyText(option: string): Promise<string> {
  if (/^[\w-]+$/.test(option)) return option;
  try {
    return await readFile(option, 'utf8');
  } catch (error) {
    throw new ScriptError(
      'data-missing',
      `${option}, the topology, cannot be read (${reasonOf(error)}).`,
    );
  }
}
