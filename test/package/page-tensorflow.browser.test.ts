import { expect } from 'chai';
import { BACKEND_NAMES } from '../../src/backends/backend.js';
import type { createRecognizer as CreateRecognizer } from '../../src/recognizer.js';
import { needing } from '../support/engine.js';

/** The parts of a page's own TensorFlow.js that could be disturbed. */
interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  getBackend(): string;
  ready(): Promise<void>;
  memory(): { numTensors: number; numDataBuffers: number };
  engine(): { registryFactory: object; registry: object };
  getKernelsForBackend(name: string): unknown[];
  tensor1d(values: number[]): { square(): { data(): Promise<Float32Array> } };
}

declare const globalThis: { tf: TensorFlow; _tfengine: unknown; _tfGlobals: unknown };

const RECOGNIZER = '/dist/recognizer.js';
const drawing = [
  [
    { x: 50, y: 10 },
    { x: 52, y: 90 },
  ],
];

function stateOfPage() {
  const { tf } = globalThis;
  return {
    backend: tf.getBackend(),
    memory: { ...tf.memory() },
    factories: Object.keys(tf.engine().registryFactory),
    started: Object.keys(tf.engine().registry),
    kernels: tf.getKernelsForBackend('cpu').length,
    webglKernels: tf.getKernelsForBackend('webgl').length,
    globals: Object.keys(globalThis).filter((name) => name.startsWith('_tf')),
  };
}

describe('a page with its own TensorFlow.js', () => {
  before(async () => {
    const script = document.createElement('script');
    script.src = '/node_modules/@tensorflow/tfjs/dist/tf.min.js';
    const loaded = new Promise((resolve, reject) => {
      script.onload = resolve;
      script.onerror = reject;
    });
    document.head.append(script);
    await loaded;
    await globalThis.tf.setBackend('cpu');
    await globalThis.tf.ready();
    globalThis.tf.tensor1d([1, 2, 3]);
  });

  for (const backend of BACKEND_NAMES) {
    needing(backend).it(
      `keeps its backend, engine and tensors while ${backend} answers`,
      async () => {
        const before = stateOfPage();
        const engine = globalThis._tfengine;
        const { createRecognizer } = (await import(RECOGNIZER)) as {
          createRecognizer: typeof CreateRecognizer;
        };
        const recognizer = await createRecognizer({ backend });
        const result = await recognizer.recognize(drawing);
        expect(result?.backend).to.equal(backend);
        recognizer.dispose();
        expect(stateOfPage()).to.deep.equal(before);
        expect(globalThis._tfengine).to.equal(engine);
        const squares = await globalThis.tf.tensor1d([1, 2, 3]).square().data();
        expect([...squares]).to.deep.equal([1, 4, 9]);
      },
    );
  }
});
