import { BOUNDS, checkBound } from './bounds.js';
import type { LayerCall } from './descriptor.js';
import { DescriptorError } from './descriptor-error.js';

/** The calls of layers as they are found. */
export class CallList {
  protected readonly calls = new Map<string, LayerCall>();
  private readonly claimed = new Set<string>();

  /** In the order in which they were added. */
  get layers(): LayerCall[] {
    return [...this.calls.values()];
  }

  /** @throws DescriptorError `layer-duplicate`, `network-too-large` */
  add(call: LayerCall): void {
    this.claim(call.id);
    this.calls.set(call.id, call);
  }

  protected claim(id: string): void {
    if (this.claimed.has(id)) {
      throw new DescriptorError('layer-duplicate', `two layers are called ${id}; rename one`);
    }
    checkBound(id.length, BOUNDS.text, 'characters in the name of a layer, with its models');
    this.claimed.add(id);
    checkBound(this.claimed.size, BOUNDS.layers, 'layers');
  }
}
