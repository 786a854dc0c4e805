import { CallList } from './call-list.js';
import type { LayerCall } from './descriptor.js';
import { DescriptorError } from './descriptor-error.js';
import type { Calls } from './reader.js';

/** The calls of all layers as they are found, nested models among them, in any order. */
export class CallGraph extends CallList {
  /** From a nested model or its input to the call that gives its result. */
  private readonly aliases = new Map<string, string>();

  alias(id: string, target: string): void {
    this.claim(id);
    this.aliases.set(id, target);
  }

  /**
   * The calls that `output` needs, each after those it reads from, and the id of the last.
   *
   * @throws DescriptorError `graph-cycle`, `graph-unknown-input`, `graph-disconnected`, `graph-inputs`
   */
  sort(output: string): Calls {
    const layers: LayerCall[] = [];
    const state = new Map<string, 'open' | 'done'>();
    const visit = (id: string, reader: string): void => {
      const call = this.calls.get(id);
      if (!call) {
        throw new DescriptorError(
          'graph-unknown-input',
          `${reader} reads from ${id}, and there is no such layer`,
        );
      }
      if (state.get(id) === 'done') return;
      if (state.get(id) === 'open') throw cycle(id);
      state.set(id, 'open');
      const inputs = call.inputs.map((input) => this.resolve(input));
      for (const input of inputs) visit(input, `layer ${id}`);
      state.set(id, 'done');
      layers.push({ ...call, inputs });
    };
    const last = this.resolve(output);
    visit(last, 'the output of the network');
    this.checkAllReached(state);
    this.checkOneInput(layers);
    return { layers, output: last };
  }

  private resolve(id: string): string {
    let target = id;
    for (let steps = 0; steps <= this.aliases.size; steps++) {
      const next = this.aliases.get(target);
      if (next === undefined) return target;
      target = next;
    }
    throw cycle(id);
  }

  private checkAllReached(reached: ReadonlyMap<string, unknown>): void {
    const lost = [...this.calls.keys()].filter((id) => !reached.has(id));
    if (lost.length === 0) return;
    throw new DescriptorError(
      'graph-disconnected',
      `the output of the network does not depend on ${lost.slice(0, 5).join(', ')}; remove what is not used`,
    );
  }

  private checkOneInput(layers: readonly LayerCall[]): void {
    const inputs = layers.filter(({ inputs }) => inputs.length === 0).map(({ id }) => id);
    if (inputs.length === 1) return;
    throw new DescriptorError(
      'graph-inputs',
      `the network has ${inputs.length} inputs (${inputs.slice(0, 5).join(', ')}) where one is needed`,
    );
  }
}

function cycle(id: string): DescriptorError {
  return new DescriptorError('graph-cycle', `layer ${id} depends on its own output`);
}
