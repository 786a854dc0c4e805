import { setBackend, tensor4d, type Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { DEFAULT_PREPARATION, drawingToImage, IMAGE_SIDE } from '../../../src/ink/index.js';
import type { Contender } from './contender.js';

/**
 * TensorFlow.js as its documentation uses it, behind our own preparation, which it has none of. The
 * page imports the backend itself.
 */
export async function openTensorflow(backend: string, model: string): Promise<Contender> {
  const activate = async (): Promise<void> => {
    if (!(await setBackend(backend))) throw new Error(`TensorFlow.js has no ${backend} here`);
  };
  await activate();
  const network = await loadLayersModel(model);
  return {
    activate,
    async answer(drawing) {
      const image = drawingToImage(drawing, DEFAULT_PREPARATION);
      const input = tensor4d(image!, [1, IMAGE_SIDE, IMAGE_SIDE, 1]);
      const output = network.predict(input) as Tensor;
      const probabilities = await output.data();
      input.dispose();
      output.dispose();
      return probabilities;
    },
  };
}
