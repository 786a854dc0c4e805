import { badNetwork } from '../layers/failures.js';
import { parametersOf } from '../layers/parameters.js';
import { showLayer, type LayerTensors, type SourceLayer } from '../layers/source-layer.js';
import type { Hdf5File } from './hdf5-file.js';
import { layOut, type KerasWriter } from './lay-out.js';

const ROOT = 'model_weights';

/** What versions of Keras call one parameter, without the layer in front and `:0` behind. */
const SYNONYMS = new Map([
  ['W', 'kernel'],
  ['b', 'bias'],
  ['running_mean', 'moving_mean'],
  ['running_std', 'moving_variance'],
]);
const KNOWN =
  /(?:^|[/_])(depthwise_kernel|pointwise_kernel|kernel|bias|gamma|beta|moving_mean|moving_variance|running_mean|running_std|W|b)(?:_\d+)?(?::0)?$/;

/**
 * The weights of each layer, from `model_weights/LAYER` of a whole model. Keras goes by their order;
 * where names tell what they are, they must agree with it. Weights of a nested model lie together in
 * its group, and go by their names.
 *
 * @throws ScriptError `bad-network`, naming the layer
 */
export function readHdf5Weights(
  file: Hdf5File,
  layers: readonly SourceLayer[],
  writer: KerasWriter,
): ReadonlyMap<string, LayerTensors> {
  const tensors = new Map<string, LayerTensors>();
  for (const layer of layers) {
    const parameters = parametersOf(layer);
    if (parameters.length === 0 || tensors.has(layer.path)) continue;
    const { group, names } = findGroup(file, layer);
    const isNested = group !== layer.path && group !== shortName(layer);
    const own = isNested ? namesOf(layer, names) : names;
    if (own.length !== parameters.length) {
      throw badNetwork(
        `${showLayer(layer)}: the file has ${own.join(', ') || 'no weights'} for it where ${parameters.join(', ')} are needed`,
      );
    }
    const found = parameters.map((parameter, index) => {
      const name = isNested ? byName(layer, own, parameter) : (own[index] ?? '');
      const meant = parameterIn(name);
      const isSame = meant === undefined || parameter.endsWith(meant);
      if (!isSame) {
        throw badNetwork(`${showLayer(layer)}: ${name} stands where ${parameter} is needed`);
      }
      const array = file.array(`${ROOT}/${group}/${name}`);
      return [parameter, layOut(array, layer, parameter, writer)] as const;
    });
    tensors.set(layer.path, new Map(found));
  }
  return tensors;
}

/** The group of the layer itself, or of the nested model around it. */
function findGroup(file: Hdf5File, layer: SourceLayer) {
  const outermost = layer.path.split('/')[0] ?? layer.path;
  for (const group of [layer.path, outermost, shortName(layer)]) {
    const names = file.texts(`${ROOT}/${group}`, 'weight_names');
    if (names) return { group, names };
  }
  throw badNetwork(`${showLayer(layer)}: the file has no weights for it`);
}

function shortName({ path }: SourceLayer): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `conv2d_1/kernel:0`, `model/conv2d_1/kernel:0`, `convolution2d_1_W`. */
function namesOf(layer: SourceLayer, names: readonly string[]): readonly string[] {
  const own = shortName(layer);
  return names.filter((name) => {
    const [, parameter] = KNOWN.exec(name) ?? [];
    if (parameter === undefined) return false;
    const owner = name.slice(0, name.lastIndexOf(parameter) - 1);
    return owner === own || owner.endsWith(`/${own}`);
  });
}

function byName(layer: SourceLayer, names: readonly string[], parameter: string): string {
  const found = names.find((name) => parameter.endsWith(parameterIn(name) ?? ' '));
  if (found === undefined) throw badNetwork(`${showLayer(layer)}: the file has no ${parameter}`);
  return found;
}

function parameterIn(name: string): string | undefined {
  const [, parameter] = KNOWN.exec(name) ?? [];
  return parameter === undefined ? undefined : (SYNONYMS.get(parameter) ?? parameter);
}
