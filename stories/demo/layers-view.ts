import type { LoadedNetwork } from '../../src/graph/index.js';
import type { Activation } from './activations.js';
import { createLayerView } from './layer-view.js';

export interface LayersView {
  /** Shows an empty item for each operation of a network that computes something. */
  follow(network: LoadedNetwork): void;
  /** Fills the items; null clears them. */
  light(activations: readonly Activation[] | null): void;
}

/** The operations of a network in order, with their outputs for the drawing. */
export function createLayersView(list: Element): LayersView {
  let lights: (((values: Float32Array | null) => void) | undefined)[] = [];
  return {
    follow({ plan }) {
      // A reshape does not change the numbers, so there is nothing new to see.
      const views = plan.operations.map((operation) =>
        operation.kind === 'reshape'
          ? undefined
          : createLayerView(operation, plan.values[operation.output]!),
      );
      list.replaceChildren(...views.flatMap((view) => view?.item ?? []));
      lights = views.map((view) => view?.light);
    },
    light(activations) {
      lights.forEach((light, index) => light?.(activations?.[index]?.values ?? null));
    },
  };
}
