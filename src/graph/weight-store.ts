import type { WeightTensor } from './descriptor.js';
import type { Fields } from './fields.js';
import { showShape } from './draft.js';

/**
 * Finds the tensors of layers. Frameworks put a layer's tensor `kernel` under `layer/kernel`, under
 * the names of the models around it too (`model/layer/kernel`), or under its own name twice
 * (`layer/layer/kernel`); so a tensor is found by the end of its name, an exact name going first.
 */
export class WeightStore {
  private readonly weights: ReadonlyMap<string, WeightTensor>;
  /** From a tensor to the layer that uses it. */
  private readonly owners = new Map<string, string>();

  constructor(weights: ReadonlyMap<string, WeightTensor>) {
    this.weights = weights;
  }

  /**
   * @param path of the layer, see `LayerCall.path`
   * @param parameters the names the tensor goes by
   * @throws DescriptorError `weights-missing`, `weights-duplicate`, `weights-shape`
   */
  take(
    path: string,
    parameters: readonly string[],
    shape: readonly number[],
    options: Fields,
  ): Float32Array {
    const name = this.find(path, parameters, options);
    const tensor = this.weights.get(name);
    const owner = this.owners.get(name) ?? path;
    if (!tensor || owner !== path) {
      const where = tensor ? `; ${name} belongs to layer ${owner}` : '';
      throw options.error(
        `no tensor ${path}/${parameters.join(' or ')}${where}`,
        'weights-missing',
      );
    }
    if (tensor.shape.join() !== shape.join()) {
      throw options.error(
        `tensor ${name} is ${showShape(tensor.shape)} where ${showShape(shape)} is needed`,
        'weights-shape',
      );
    }
    this.owners.set(name, path);
    return tensor.values;
  }

  /** Names of the tensors that no layer has taken. */
  unused(): string[] {
    return [...this.weights.keys()].filter((name) => !this.owners.has(name));
  }

  private find(path: string, parameters: readonly string[], options: Fields): string {
    const layer = path.slice(path.lastIndexOf('/') + 1);
    for (const owner of [path, layer]) {
      for (const parameter of parameters) {
        const name = `${owner}/${parameter}`;
        if (this.weights.has(name)) return name;
        const ending = [...this.weights.keys()].filter((key) => key.endsWith(`/${name}`));
        const [found, ...more] = ending;
        if (found !== undefined && more.length === 0) return found;
        if (found !== undefined) {
          throw options.error(
            `tensors ${found} and ${more.join(', ')} both end in ${name}`,
            'weights-duplicate',
          );
        }
      }
    }
    return '';
  }
}
