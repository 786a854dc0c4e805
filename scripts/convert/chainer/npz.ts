import { unpackZip } from '../bounded-zip.js';
import { badNetwork } from '../layers/failures.js';
import { readNpy, type NpyArray } from './npy.js';

/** In front of the arrays of the network, where a whole trainer was saved. */
const TRAINER = /^updater\/model:main\//;

export interface ChainerArrays {
  /** By the names of links and parameters: `predictor/conv1/W`. */
  readonly arrays: ReadonlyMap<string, NpyArray>;
  /** Whether there was a trainer around them, with the state of its optimizer. */
  readonly hadTrainer: boolean;
}

/**
 * Reads what `chainer.serializers.save_npz` wrote: a zip archive of `.npy` files, whose names are
 * those of the links.
 *
 * @throws ScriptError `bad-network`
 */
export function readNpz(bytes: Uint8Array, path: string): ChainerArrays {
  const files = unpackZip(bytes, path, (name) => name.endsWith('.npy'));
  const names = [...files.keys()];
  const hadTrainer = names.some((name) => TRAINER.test(name));
  const arrays = new Map<string, NpyArray>();
  for (const [file, content] of files) {
    const isNetwork = hadTrainer ? TRAINER.test(file) : true;
    if (!isNetwork) continue;
    const name = file.replace(TRAINER, '').replace(/\.npy$/, '');
    // Some parameters are None until the first image has shown their size.
    arrays.set(name.replace(/^\//, ''), readNpy(content, `${path}, ${name}`));
  }
  if (arrays.size === 0) throw badNetwork(`${path} has no arrays in it`);
  return { arrays, hadTrainer };
}
