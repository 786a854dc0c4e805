import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  decodeWeights,
  loadDescriptor,
  parseDescriptor,
  type LoadedNetwork,
} from '../../src/graph/index.js';
import { replaceFiles } from '../lib/atomic.js';
import { fileFetch } from '../lib/file-fetch.js';
import { ScriptError } from '../lib/script-error.js';
import { DESCRIPTOR_FILE, WEIGHTS_FILE, type DescriptorFiles } from './layers-model.js';

/** The weights that whoever loads the descriptor gets: rounded, where they are quantized. */
export function decodedWeights({ json, weights }: DescriptorFiles): Float32Array[] {
  const { manifest } = parseDescriptor(JSON.parse(json));
  return [...decodeWeights(manifest, [weights]).values()].map(({ values }) => values);
}

/**
 * Writes the two files to `directory`. They are loaded back first, as the widget would load them,
 * and compared; only then do they take the place of what was there.
 *
 * @param check what else must hold of the network that was loaded back; throws where it does not.
 * @throws ScriptError `output-unwritable`, `output-differs`; DescriptorError
 */
export async function exportDescriptor(
  directory: string,
  files: DescriptorFiles,
  check?: (written: LoadedNetwork) => Promise<void>,
): Promise<void> {
  await replaceFiles(directory, DESCRIPTOR_FILE, async (temporary) => {
    const descriptorPath = join(temporary, DESCRIPTOR_FILE);
    const weightsPath = join(temporary, WEIGHTS_FILE);
    await writeFile(weightsPath, files.weights);
    await writeFile(descriptorPath, files.json);

    const loaded = await loadDescriptor(pathToFileURL(descriptorPath).href, { fetch: fileFetch });
    const written = {
      json: await readFile(descriptorPath, 'utf8'),
      weights: await readFile(weightsPath),
    };
    if (!sameWeights(decodedWeights(written), decodedWeights(files))) {
      throw new ScriptError(
        'output-differs',
        `What was written to ${temporary} is not what is read from it: check the disk.`,
      );
    }
    await check?.(loaded);
    return [WEIGHTS_FILE, DESCRIPTOR_FILE];
  });
}

function sameWeights(some: readonly Float32Array[], others: readonly Float32Array[]): boolean {
  return (
    some.length === others.length &&
    some.every((values, which) => {
      const other = others[which]!;
      return values.length === other.length && values.every((value, at) => value === other[at]);
    })
  );
}
