import type { Dataset } from '../../lib/dataset.js';
import { serveTasks } from '../../lib/serve-tasks.js';
import type { BatchGradients } from '../loss.js';
import { startCompute } from './compute.js';
import type { EngineSettings, Weights } from './engine.js';

export type WasmTask =
  | {
      readonly kind: 'gradients';
      readonly weights: Weights;
      readonly batch: Dataset;
      readonly step: number;
      readonly shard: number;
    }
  | { readonly kind: 'logits'; readonly weights: Weights; readonly images: Float32Array };

export type WasmReply = BatchGradients | Float32Array;

serveTasks<EngineSettings, WasmTask, WasmReply>(async (settings) => {
  const compute = await startCompute('wasm', settings);
  return async (task) =>
    task.kind === 'gradients'
      ? compute.gradients(task.weights, task.batch, task.step, task.shard)
      : compute.logits(task.weights, task.images);
});
