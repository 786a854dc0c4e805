import { MEMORY_URL, memoryFetch } from '../support/memory-fetch.js';

const PIXELS = 784;

/**
 * A network whose output k is its input k: what goes in can be read off what comes out. With `notADigit` it
 * has eleven outputs.
 */
export function identityFiles(metadata: Record<string, unknown> = {}): {
  readonly json: unknown;
  readonly weights: Uint8Array;
} {
  const outputs = 'notADigit' in metadata ? 11 : 10;
  const weights = new Float32Array(PIXELS * outputs + outputs);
  for (let k = 0; k < outputs; k++) weights[k * outputs + k] = 1;
  const json = {
    format: 'layers-model',
    modelTopology: {
      class_name: 'Sequential',
      config: {
        name: 'identity',
        layers: [
          { class_name: 'Flatten', config: { name: 'flat', batch_input_shape: [null, 28, 28, 1] } },
          { class_name: 'Dense', config: { name: 'dense', units: outputs, activation: 'linear' } },
        ],
      },
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: [
          { name: 'dense/kernel', shape: [PIXELS, outputs], dtype: 'float32' },
          { name: 'dense/bias', shape: [outputs], dtype: 'float32' },
        ],
      },
    ],
    userDefinedMetadata: {
      digitRecognizer: { format: 1, output: 'probabilities', ...metadata },
    },
  };
  return { json, weights: new Uint8Array(weights.buffer) };
}

/** A fetch that brings the files of {@link identityFiles}. */
export function identityNetwork(
  metadata?: Record<string, unknown>,
): (url: string) => Promise<Response> {
  const { json, weights } = identityFiles(metadata);
  return memoryFetch(json, new Map([['weights.bin', weights]]));
}

export { MEMORY_URL };

/** An input image with ink 1 at one of the first pixels, which the network takes for `digit`. */
export function inkAt(digit: number): Float32Array {
  const image = new Float32Array(PIXELS);
  image[digit] = 1;
  return image;
}
