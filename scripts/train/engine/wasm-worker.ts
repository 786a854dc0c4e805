import type { Dataset } from '../../lib/dataset.js';
import { serveTasks } from '../../lib/worker-pool.js';
import type { BatchGradients } from '../loss.js';
import { startCompute } from './compute.js';
import type { Correlations } from '../rounding.js';
import type { EngineSettings, Weights } from './engine.js';

export type WasmTask =
  | {
      readonly kind: 'gradients';
      readonly weights: Weights;
      readonly batch: Dataset;
      readonly step: number;
      readonly shard: number;
    }
  | { readonly kind: 'logits'; readonly weights: Weights; readonly images: Float32Array }
  | {
      readonly kind: 'correlations';
      readonly layer: number;
      readonly weights: Weights;
      readonly reference: Weights;
      readonly images: Float32Array;
    };

export type WasmReply = BatchGradients | Float32Array | Correlations;

serveTasks<EngineSettings, WasmTask, WasmReply>(async (settings) => {
  const compute = await startCompute('wasm', settings);
  return async (task) => {
    switch (task.kind) {
      case 'gradients':
        return compute.gradients(task.weights, task.batch, task.step, task.shard);
      case 'logits':
        return compute.logits(task.weights, task.images);
      case 'correlations':
        return compute.correlations(task.layer, task.weights, task.reference, task.images);
    }
  };
});
