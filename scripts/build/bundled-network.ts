import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'rollup';
import { loadDescriptor, parseDescriptor } from '../../src/graph/index.js';
import { packBytes, unpackNetwork, type PackedNetwork } from '../../src/graph/packed-network.js';
import { atOnce } from '../../src/util/async.js';
import { fileFetch } from '../lib/files.js';
import { BUNDLED_MODEL, ROOT } from './paths.js';

const FOLDER = `${ROOT}models/${BUNDLED_MODEL}/`;

/** The files of the bundled network, by name. */
export async function bundledNetworkFiles(): Promise<Map<string, Buffer>> {
  const names = (await readdir(FOLDER)).filter((name) => /\.(json|bin|md)$/.test(name));
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(FOLDER + name)] as const)),
  );
}

/** Replaces src/recognizer/bundled-network.ts with the bundled network as code. */
export function bundledNetworkPlugin(): Plugin {
  return {
    name: 'bundled-network',
    async load(id) {
      if (!id.endsWith('src/recognizer/bundled-network.ts')) return null;
      const { network, text } = await packBundledNetwork();
      return `import { unpackNetwork } from '../graph/packed-network.js';
import { inSlices } from '../util/async.js';

/** The plan of the network \`${network.name}\`, made by the build. Of an array: its length, scale and min. */
const NETWORK = ${literal(network)};

/** Its weights, in the order of the plan. */
const WEIGHTS = '${text}';

export function loadBundledNetwork() {
  return inSlices(unpackNetwork(NETWORK, WEIGHTS));
}
`;
    },
  };
}

/**
 * The bundled network in the form that `unpackNetwork` reads.
 *
 * @throws Error if its numbers would differ from those of its files
 */
export async function packBundledNetwork(): Promise<{ network: PackedNetwork; text: string }> {
  const { manifest } = parseDescriptor(JSON.parse(await readFile(`${FOLDER}model.json`, 'utf8')));
  const files = manifest.flatMap(({ paths }) => paths);
  const bytes = Buffer.concat(await Promise.all(files.map((file) => readFile(FOLDER + file))));
  const tensors = manifest.flatMap((group) => group.tensors);
  const url = pathToFileURL(`${FOLDER}model.json`).href;
  const { plan, metadata, name } = await loadDescriptor(url, { fetch: fileFetch });

  const pack = ({ length }: Float32Array) => {
    const { dtype, scale, min } = tensors.shift()!.quantization!;
    if (dtype !== 'uint8') throw new Error(`The bundled network's weights must be of uint8.`);
    return [length, scale, Math.round(-min / scale)] as const;
  };
  const operations = plan.operations.map((operation) =>
    'weights' in operation
      ? { ...operation, weights: pack(operation.weights), bias: pack(operation.bias) }
      : operation,
  );
  // The rest of its metadata is for readers.
  const { format, input, preparation, output, labels, notADigit } = metadata;
  const network: PackedNetwork = {
    plan: { ...plan, operations },
    metadata: {
      ...{ format, input, preparation, output, labels },
      ...(notADigit !== undefined && { notADigit }),
      weights: [],
    },
    name,
  };
  const text = packBytes(bytes);
  assert.deepEqual(atOnce(unpackNetwork(network, text)).plan, plan);
  return { network, text };
}

/** Plain data as JavaScript, which has infinity too. */
function literal(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, field]) => `${key}: ${literal(field)}`);
  return `{ ${fields.join(', ')} }`;
}
