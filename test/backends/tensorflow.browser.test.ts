import { expect } from 'chai';
import type * as TensorFlow from '@tensorflow/tfjs';
import type { BackendName } from '../../src/backends/backend.js';
import type { createRecognizer as CreateRecognizer } from '../../src/recognizer.js';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { GraphBuilder, integers, text } from '../scripts/convert/graph-builder.js';
import { needing } from '../support/engine.js';
import { Random } from '../support/random.js';
import { spyOn } from '../support/spy.js';

/** The page's own TensorFlow.js: it makes the networks, and says what they give. */
declare const tf: typeof TensorFlow;

const RECOGNIZER = '/dist/recognizer.js';
const ELEMENT = '/dist/digit-recognizer.js';
/** Each network at its own address, because a page keeps networks for a while. */
const addressOf = (name: string) =>
  `${location.origin}/own/${name.replaceAll(' ', '-')}/model.json`;

interface Files {
  readonly json: object;
  readonly weights: ArrayBuffer | Uint8Array;
  /** Probabilities for an image [1, 28, 28, 1]. */
  readonly expected: (image: TensorFlow.Tensor) => TensorFlow.Tensor;
}

const random = new Random(5);
const values = (count: number, scale = 1) =>
  Float32Array.from({ length: count }, () => scale * (2 * random.next() - 1));

async function ofLayers(
  model: TensorFlow.LayersModel,
  shaped = (image: TensorFlow.Tensor) => image,
): Promise<Files> {
  const artifacts = await new Promise<TensorFlow.io.ModelArtifacts>((resolve, reject) => {
    const handler = tf.io.withSaveHandler((saved) => {
      resolve(saved);
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' },
      });
    });
    model.save(handler).catch(reject);
  });
  return {
    json: {
      format: 'layers-model',
      modelTopology: artifacts.modelTopology,
      weightsManifest: [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }],
    },
    weights: artifacts.weightData as ArrayBuffer,
    expected: (image) => model.predict(shaped(image)) as TensorFlow.Tensor,
  };
}

function lstm(): Promise<Files> {
  const { layers } = tf;
  const model = tf.sequential({
    layers: [
      layers.reshape({ inputShape: [28, 28, 1], targetShape: [28, 28] }),
      layers.bidirectional({
        layer: layers.lstm({ units: 12 }) as TensorFlow.RNN,
        mergeMode: 'concat',
      }),
      layers.layerNormalization(),
      layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
  return ofLayers(model);
}

/** Rows attend to rows. */
async function attention(): Promise<Files> {
  const { layers } = tf;
  const input = tf.input({ shape: [1, 28, 28] });
  const rows = layers.reshape({ targetShape: [28, 28] }).apply(input);
  const dense = (units: number) => layers.dense({ units }).apply(rows) as TensorFlow.SymbolicTensor;
  const [query, key, value] = [dense(8), dense(8), dense(12)];
  const scores = layers.dot({ axes: [2, 2] }).apply([query, key]);
  const shares = layers.softmax({ axis: 2 }).apply(scores) as TensorFlow.SymbolicTensor;
  const mixed = layers.dot({ axes: [2, 1] }).apply([shares, value]);
  const pooled = layers.globalAveragePooling1d().apply(mixed);
  const output = layers.dense({ units: 10 }).apply(pooled) as TensorFlow.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: output });
  const files = await ofLayers(model, (image) => image.reshape([1, 1, 28, 28]));
  return { ...files, expected: (image) => tf.softmax(files.expected(image)) };
}

/** A LeNet, which wants 32×32. */
function lenet(): Promise<Files> {
  const { layers } = tf;
  const model = tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [32, 32, 1], filters: 4, kernelSize: 5 }),
      layers.prelu(),
      layers.upSampling2d({ size: [2, 2] }),
      layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2 }),
      layers.globalMaxPooling2d({}),
      layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
  return ofLayers(model, (image) =>
    tf.pad(image, [
      [0, 0],
      [2, 2],
      [2, 2],
      [0, 0],
    ]),
  );
}

/** A graph-model in the manner of MobileNet. */
function mobileNet(): Promise<Files> {
  const graph = new GraphBuilder();
  const sizes: Record<string, number[]> = {
    filter: [3, 3, 1, 6],
    depthwise: [3, 3, 6, 1],
    scale: [6],
    offset: [6],
    mean: [6],
    variance: [6],
    kernel: [6, 10],
    bias: [10],
  };
  const weights = new Map(
    Object.entries(sizes).map(([name, shape]) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const given = values(count, 0.5);
      return [name, name === 'variance' ? given.map((value) => Math.abs(value) + 0.1) : given];
    }),
  );
  const float = (name: string) => graph.constant(name, sizes[name]!, weights.get(name)!);
  const format = { data_format: text('NHWC') };
  const convolution = { strides: integers(1, 2, 2, 1), padding: text('VALID'), ...format };
  const ones = integers(1, 1, 1, 1);
  const image = graph.placeholder('image', 28, 28, 1);
  const border = graph.constant('border', [4, 2], Int32Array.of(0, 0, 0, 1, 0, 1, 0, 0));
  const padded = graph.node('Pad', 'padded', [image, border]);
  const first = graph.node('Conv2D', 'first', [padded, float('filter')], {
    ...convolution,
    dilations: ones,
  });
  const parameters = ['scale', 'offset', 'mean', 'variance'].map(float);
  const normal = graph.node('FusedBatchNormV3', 'normal', [first, ...parameters], {
    epsilon: { f: 0.001 },
    is_training: { b: false },
    ...format,
  });
  const active = graph.node('Relu6', 'active', [normal]);
  const depth = graph.node('DepthwiseConv2dNative', 'depth', [active, float('depthwise')], {
    strides: ones,
    padding: text('SAME'),
    dilations: ones,
    ...format,
  });
  const axes = graph.constant('axes', [2], Int32Array.of(1, 2));
  const pooled = graph.node('Mean', 'pooled', [depth, axes], { keep_dims: { b: false } });
  const product = graph.node('MatMul', 'product', [pooled, float('kernel')], {
    transpose_a: { b: false },
    transpose_b: { b: false },
  });
  const logits = graph.node('BiasAdd', 'logits', [product, float('bias')], format);
  graph.node('Softmax', 'probabilities', [logits]);
  const { json, weights: bytes } = graph.finish();
  const expected = (given: TensorFlow.Tensor) => {
    const w = <T extends TensorFlow.Tensor>(name: string) =>
      tf.tensor(weights.get(name)!, sizes[name]) as T;
    const border4 = [
      [0, 0],
      [0, 1],
      [0, 1],
      [0, 0],
    ] as [number, number][];
    const x = tf.conv2d(
      tf.pad(given as TensorFlow.Tensor4D, border4),
      w<TensorFlow.Tensor4D>('filter'),
      2,
      'valid',
    );
    const y = tf
      .batchNorm(x, w('mean'), w('variance'), w('offset'), w('scale'), 0.001)
      .clipByValue(0, 6) as TensorFlow.Tensor4D;
    const z = tf.depthwiseConv2d(y, w<TensorFlow.Tensor4D>('depthwise'), 1, 'same').mean([1, 2]);
    return tf.softmax(tf.add(tf.matMul(z as TensorFlow.Tensor2D, w('kernel')), w('bias')));
  };
  return Promise.resolve({ json, weights: bytes, expected });
}

const dense10 = () => tf.layers.dense({ units: 10, activation: 'softmax' });

/** Of two outputs, the second is digits. */
async function twoHeads(): Promise<Files> {
  const { layers } = tf;
  const input = tf.input({ shape: [784] });
  const hidden = layers
    .lstm({ units: 4 })
    .apply(layers.reshape({ targetShape: [28, 28] }).apply(input));
  const side = layers.dense({ units: 3 }).apply(hidden) as TensorFlow.SymbolicTensor;
  const digits = layers
    .dense({ units: 10, activation: 'softmax', name: 'digits' })
    .apply(hidden) as TensorFlow.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: [side, digits] });
  const files = await ofLayers(model);
  const last = (image: TensorFlow.Tensor) =>
    (model.predict(image.reshape([1, 784])) as TensorFlow.Tensor[])[1]!;
  return { ...files, expected: last };
}

/** It takes four images at a time. */
function batchOfFour(): Promise<Files> {
  const model = tf.sequential({
    layers: [
      tf.layers.gru({ batchInputShape: [4, 28, 28], units: 5 }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
  return ofLayers(model, (image) => tf.tile(image.reshape([1, 28, 28]), [4, 1, 1])).then(
    (files) => ({ ...files, expected: (image) => files.expected(image).slice([0, 0], [1, 10]) }),
  );
}

async function namedHead(): Promise<Files> {
  const files = await twoHeads();
  const userDefinedMetadata = { digitRecognizer: { format: 1, outputName: 'digits' } };
  return { ...files, json: { ...files.json, userDefinedMetadata } };
}

/** What a page must survive. */
const HOSTILE = {
  twoHeads,
  huge: () =>
    ofLayers(
      tf.sequential({
        layers: [
          tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 1, kernelSize: 3 }),
          tf.layers.upSampling2d({ size: [1000, 1000] }),
          tf.layers.globalMaxPooling2d({}),
          dense10(),
        ],
      }),
    ),
  narrow: () =>
    ofLayers(tf.sequential({ layers: [tf.layers.lstm({ inputShape: [14, 14], units: 10 })] })),
  nine: () =>
    ofLayers(
      tf.sequential({
        layers: [tf.layers.lstm({ inputShape: [28, 28], units: 9 })],
      }),
    ),
  dilated: () =>
    ofLayers(
      tf.sequential({
        layers: [
          tf.layers.depthwiseConv2d({ inputShape: [28, 28, 1], kernelSize: 3, dilationRate: 2 }),
          tf.layers.upSampling2d({}),
          tf.layers.globalMaxPooling2d({}),
          dense10(),
        ],
      }),
    ),
  endless,
  unknown: async () => {
    const files = await lstm();
    const json = JSON.parse(
      JSON.stringify(files.json).replaceAll('Bidirectional', 'Quantum'),
    ) as object;
    return { ...files, json };
  },
};

/** A graph with a loop that never ends. */
function endless(): Promise<Files> {
  const graph = new GraphBuilder();
  const image = graph.placeholder('image', 784);
  const matrix = graph.constant('matrix', [784, 10], values(7840));
  const logits = graph.node('MatMul', 'logits', [image, matrix], {
    transpose_a: { b: false },
    transpose_b: { b: false },
  });
  const frame = { frame_name: text('loop'), is_constant: { b: false } };
  const zero = graph.constant('zero', [1], Float32Array.of(0));
  const one = graph.constant('one', [1], Float32Array.of(1));
  const enter = graph.node('Enter', 'enter', [zero], frame);
  const zeroInside = graph.node('Enter', 'zeroInside', [zero], {
    ...frame,
    is_constant: { b: true },
  });
  const oneInside = graph.node('Enter', 'oneInside', [one], { ...frame, is_constant: { b: true } });
  const merge = graph.node('Merge', 'merge', [enter, 'next']);
  const less = graph.node('Less', 'less', [merge, oneInside]);
  const condition = graph.node('LoopCond', 'condition', [less]);
  graph.node('Switch', 'switch', [merge, condition]);
  const sum = graph.node('AddV2', 'sum', ['switch:1', zeroInside]);
  graph.node('NextIteration', 'next', [sum]);
  const exit = graph.node('Exit', 'exit', ['switch']);
  graph.node('AddV2', 'output', [logits, exit]);
  const { json, weights } = graph.finish();
  return Promise.resolve({ json, weights, expected: (given) => given });
}

/** Layers of TensorFlow.js between an image and ten classes; each list is a network. */
function zoo(): Record<string, () => TensorFlow.layers.Layer[]> {
  const { layers: l } = tf;
  const rows = () => l.reshape({ targetShape: [28, 28] });
  const volume = () => l.reshape({ targetShape: [7, 4, 28, 1] });
  const frames = () => l.reshape({ targetShape: [4, 7, 28, 1] });
  return {
    activations: () => [
      l.elu(),
      l.leakyReLU(),
      l.thresholdedReLU({ theta: 0.1 }),
      l.reLU({ maxValue: 0.9 }),
      l.activation({ activation: 'swish' }),
      l.activation({ activation: 'mish' }),
      l.softmax({ axis: -1 }),
    ],
    'one dimension': () => [
      rows(),
      l.conv1d({ filters: 5, kernelSize: 3, padding: 'same' }),
      l.maxPooling1d({ poolSize: 2 }),
      l.averagePooling1d({ poolSize: 2 }),
      l.globalMaxPooling1d(),
      l.repeatVector({ n: 3 }),
      l.globalAveragePooling1d(),
    ],
    'two dimensions': () => [
      l.separableConv2d({ filters: 4, kernelSize: 3 }),
      l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }),
      l.cropping2D({ cropping: [[1, 2], [0, 1]] }), // prettier-ignore
      l.zeroPadding2d({ padding: [[0, 1], [2, 0]] }), // prettier-ignore
      l.batchNormalization(),
      l.layerNormalization(),
      l.permute({ dims: [2, 1, 3] }),
      l.averagePooling2d({ poolSize: 2 }),
      l.maxPooling2d({ poolSize: 2 }),
      l.globalAveragePooling2d({}),
    ],
    'three dimensions': () => [
      volume(),
      l.conv3d({ filters: 2, kernelSize: 2 }),
      l.maxPooling3d({ poolSize: [1, 1, 2] }),
      l.averagePooling3d({ poolSize: [2, 1, 2] }),
    ],
    recurrent: () => [
      rows(),
      l.gru({ units: 6, returnSequences: true }),
      l.timeDistributed({ layer: l.dense({ units: 5 }) }),
      l.rnn({ cell: [l.lstmCell({ units: 4 }), l.gruCell({ units: 3 })], returnSequences: true }),
      l.simpleRNN({ units: 4 }),
    ],
    'recurrent on images': () => [frames(), l.convLstm2d({ filters: 2, kernelSize: 3 })],
    embedding: () => [
      l.rescaling({ scale: 9 }),
      l.flatten(),
      l.embedding({ inputDim: 10, outputDim: 2 }),
      l.masking({ maskValue: 0 }),
    ],
    'of training': () => [
      l.dropout({ rate: 0.5 }),
      l.gaussianNoise({ stddev: 1 }),
      l.gaussianDropout({ rate: 0.5 }),
      l.alphaDropout({ rate: 0.5 }),
      rows(),
      l.spatialDropout1d({ rate: 0.5 }),
    ],
    'of preprocessing': () => [l.rescaling({ scale: 0.5, offset: 1 }), l.upSampling2d({})],
  };
}

/** Branches that come together again. */
function merging(): TensorFlow.LayersModel {
  const { layers: l } = tf;
  const input = tf.input({ shape: [28, 28, 1] });
  const flat = l.flatten().apply(input);
  const [a, b] = [6, 6].map((units) => l.dense({ units }).apply(flat) as TensorFlow.SymbolicTensor);
  const both = [a!, b!];
  const all = [l.add(), l.average(), l.maximum(), l.minimum(), l.multiply()].map(
    (layer) => layer.apply(both) as TensorFlow.SymbolicTensor,
  );
  const joined = l.concatenate().apply(all);
  return tf.model({ inputs: input, outputs: dense10().apply(joined) as TensorFlow.SymbolicTensor });
}

function ofZoo(name: string): Promise<Files> {
  if (name === 'merging') return ofLayers(merging());
  const input = tf.input({ shape: [28, 28, 1] });
  const apply = (tensor: TensorFlow.SymbolicTensor, layer: TensorFlow.layers.Layer) =>
    layer.apply(tensor) as TensorFlow.SymbolicTensor;
  const last = zoo()[name]!().reduce(apply, input);
  const flat = last.shape.length > 2 ? apply(last, tf.layers.flatten()) : last;
  return ofLayers(tf.model({ inputs: input, outputs: apply(flat, dense10()) }));
}

const ZOO = [
  'activations',
  'one dimension',
  'two dimensions',
  'three dimensions',
  'recurrent',
  'recurrent on images',
  'embedding',
  'of training',
  'of preprocessing',
  'merging',
];

const NETWORKS = { lstm, attention, lenet, mobileNet, namedHead, batchOfFour };

const { fetch } = globalThis;
const contexts: WebGL2RenderingContext[] = [];
spyOn(HTMLCanvasElement.prototype, 'getContext', (original) => {
  const context = original() as WebGL2RenderingContext;
  if (context instanceof WebGL2RenderingContext) contexts.push(context);
  return context;
});
const networks: Record<string, Files> = {};

function serve(name: string): string {
  const { json, weights } = networks[name]!;
  const model = addressOf(name);
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url === model) return Promise.resolve(Response.json(json));
    if (url === new URL('weights.bin', model).href)
      return Promise.resolve(new Response(weights as ArrayBuffer));
    return fetch(input, init);
  };
  return model;
}

const probabilitiesOf = (files: Files, image: Float32Array): Float32Array =>
  tf.tidy(() => files.expected(tf.tensor(image, [1, 28, 28, 1])).dataSync() as Float32Array);

describe('TensorFlow.js itself', function () {
  this.timeout(60_000);
  let createRecognizer: typeof CreateRecognizer;

  before(async () => {
    const script = document.createElement('script');
    script.src = '/node_modules/@tensorflow/tfjs/dist/tf.min.js';
    await new Promise((resolve, reject) => {
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    await tf.setBackend('cpu');
    for (const [name, make] of Object.entries({ ...NETWORKS, ...HOSTILE })) {
      networks[name] = await make();
    }
    ({ createRecognizer } = (await import(RECOGNIZER)) as {
      createRecognizer: typeof CreateRecognizer;
    });
  });
  afterEach(() => {
    globalThis.fetch = fetch;
  });

  for (const backend of ['tfjs-cpu', 'tfjs-webgl', 'tfjs-webgpu'] as const) {
    for (const name of Object.keys(NETWORKS)) {
      needing(backend).it(`gives on ${backend} what the page's gives: ${name}`, async () => {
        const files = networks[name]!;
        const recognizer = await createRecognizer({ model: serve(name), backend });
        const images = [0, 1, 2].map(() => values(784).map(Math.abs));
        const results = await recognizer.recognizeBatch(images);
        recognizer.dispose();
        results.forEach((result, index) => {
          expect(result?.backend).to.equal(backend);
          const expected = probabilitiesOf(files, images[index]!);
          result?.probabilities.forEach((share, digit) => {
            expect(share).to.be.closeTo(expected[digit]!, 1e-5);
          });
        });
      });
    }
  }

  for (const name of ZOO) {
    it(`knows the layers of TensorFlow.js: ${name}`, async () => {
      const files = (networks[name] = await ofZoo(name));
      const recognizer = await createRecognizer({ model: serve(name), backend: 'tfjs-cpu' });
      const image = values(784).map(Math.abs);
      const result = await recognizer.recognize(image);
      recognizer.dispose();
      const expected = probabilitiesOf(files, image);
      result?.probabilities.forEach((share, digit) => {
        expect(share).to.be.closeTo(expected[digit]!, 1e-5);
      });
    });
  }

  const plain: Record<string, BackendName> = {
    cpu: 'tfjs-cpu',
    wasm: 'tfjs-cpu',
    webgl: 'tfjs-webgl',
    webgpu: 'tfjs-webgpu',
  };
  for (const [name, own] of Object.entries(plain)) {
    needing(own).it(`takes the place of ${name} for a layer that is not built in`, async () => {
      const recognizer = await createRecognizer({ model: serve('lstm'), backend: name });
      expect(recognizer.backend).to.equal(own);
      recognizer.dispose();
    });
  }

  for (const name of ['lstm', 'mobileNet', 'attention'] as const) {
    it(`reads in the element, with no setting but model: ${name}`, async () => {
      await import(ELEMENT);
      const element = document.createElement('digit-recognizer') as DigitRecognizerElement;
      element.setAttribute('model', serve(name));
      document.body.append(element);
      try {
        element.strokes = [
          [
            { x: 60, y: 40 },
            { x: 140, y: 40 },
            { x: 90, y: 180 },
          ],
        ];
        const result = await element.recognize();
        expect(element.activeBackend).to.match(/^tfjs-/);
        expect(result?.probabilities).to.have.length(10);
      } finally {
        element.remove();
      }
    });
  }

  const refused = {
    twoHeads: ['graph-inputs', 'outputName'],
    huge: ['network-too-large', 'numbers in the results'],
    narrow: ['input-shape', '14×14'],
    nine: ['output-shape', '9'],
    dilated: ['layer-unsupported', 'dilation_rate'],
    endless: ['network-too-large', 'operations'],
    unknown: ['layer-unknown', 'Quantum'],
  };
  for (const [name, [code, said]] of Object.entries(refused)) {
    it(`refuses by name: ${name}`, async () => {
      const error = await createRecognizer({ model: serve(name) }).then(
        () => expect.fail('it was taken'),
        (reason: Error & { code: string }) => reason,
      );
      expect(error.code).to.equal(code);
      expect(error.message).to.contain(said);
    });
  }

  it('learns a hand', async () => {
    const model = serve('lstm');
    const recognizer = await createRecognizer({ model, backend: 'tfjs-cpu', hand: null });
    const image = values(784).map(Math.abs);
    const before = await recognizer.recognize(image);
    const other = (before!.probabilities.indexOf(Math.max(...before!.probabilities)) + 1) % 10;
    await recognizer.learn(image, other);
    const after = await recognizer.recognize(image);
    recognizer.dispose();
    expect(after?.digit).to.equal(other);
    expect(after?.probabilities.reduce((sum, share) => sum + share)).to.be.closeTo(1, 1e-6);
  });

  needing('tfjs-webgl').it('reads again after its device was lost', async () => {
    const lost: BackendName[] = [];
    const recognizer = await createRecognizer({
      model: serve('lenet'),
      backend: 'tfjs-webgl',
      onBackendChange: (backend) => lost.push(backend),
    });
    const image = values(784).map(Math.abs);
    const before = await recognizer.recognize(image);
    for (const context of contexts) context.getExtension('WEBGL_lose_context')?.loseContext();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const after = await recognizer.recognize(image);
    recognizer.dispose();
    expect(after?.probabilities).to.deep.equal(before?.probabilities);
    expect(lost).to.deep.equal(['tfjs-webgl']);
  });

  needing('tfjs-webgl').it('keeps no textures of answers', async () => {
    let alive = 0;
    const { prototype } = WebGL2RenderingContext;
    const made = spyOn(prototype, 'createTexture', (original) => (alive++, original()));
    const gone = spyOn(prototype, 'deleteTexture', (original) => (alive--, original()));
    const recognizer = await createRecognizer({ model: serve('lenet'), backend: 'tfjs-webgl' });
    const counts: number[] = [];
    for (let answer = 0; answer < 120; answer++) {
      await recognizer.recognize(values(784).map(Math.abs));
      counts.push(alive);
    }
    recognizer.dispose();
    made.restore();
    gone.restore();
    expect(counts.at(-1)).to.equal(counts[20]);
  });
});
