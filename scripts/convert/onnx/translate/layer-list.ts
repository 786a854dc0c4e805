/** A tensor of a layer, in Keras's layout. */
export interface LayerTensor {
  /** `kernel`, `bias`, … */
  readonly parameter: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** A Keras layer in the making. */
export interface LayerDraft {
  readonly className: string;
  readonly name: string;
  readonly config: Record<string, unknown>;
  readonly inputs: readonly LayerDraft[];
  readonly tensors: LayerTensor[];
}

const LONGEST = 200;

/** The layers of the network, each after those it reads from, under names of their own. */
export class LayerList {
  readonly layers: LayerDraft[] = [];
  private readonly names = new Set<string>();

  /** @param wanted a name; made valid and unique */
  emit(
    className: string,
    wanted: string,
    config: Readonly<Record<string, unknown>>,
    inputs: readonly LayerDraft[],
    tensors: readonly LayerTensor[] = [],
  ): LayerDraft {
    const name = this.claim(validName(wanted) || className.toLowerCase());
    const layer = { className, name, config: { name, ...config }, inputs, tensors: [...tensors] };
    this.layers.push(layer);
    return layer;
  }

  private claim(name: string): string {
    let free = name;
    for (let count = 1; this.names.has(free); count++) free = `${name}_${count}`;
    this.names.add(free);
    return free;
  }
}

/** Letters, digits, `_`, `.` and `-`; a slash would part a tensor's name from its layer's. */
export function validName(name: string): string {
  return name
    .replace(/[^A-Za-z0-9_.-]+/g, '_')
    .replace(/^[_.-]+|_+$/g, '')
    .slice(0, LONGEST);
}
