import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScriptErrorCode } from '../../../scripts/lib/cli.js';
import { zip } from '../archives.js';
import {
  conv2d,
  dense,
  kerasFile,
  kernelAndBias,
  layer,
  sequential,
  type KerasFile,
  type TestLayer,
} from './keras-file.js';
import { assertRefused, readFixture, readNetwork } from './support.js';

type Case = readonly [
  what: string,
  read: () => Promise<unknown>,
  code: ScriptErrorCode,
  ...says: RegExp[],
];

function refuses(title: string, cases: readonly Case[]): void {
  describe(`${title} is refused`, () => {
    for (const [what, read, code, ...says] of cases) {
      it(what, () => assertRefused(read(), code, ...says, /[^.]\.$/));
    }
  });
}

const BAD = 'bad-network';
const UNSUPPORTED = 'unsupported-network';

const IMAGE = { batch_input_shape: [null, 28, 28, 1] };
const FIRST = { data_format: 'channels_first', batch_input_shape: [null, 1, 28, 28] };
const CONV = { conv: kernelAndBias('conv', 3, 3, 1, 2) };
const DENSE = { dense: kernelAndBias('dense', 1352, 10) };
const TAIL = [layer('Flatten', 'flatten'), dense('dense')];
const MODEL = sequential(conv2d('conv', IMAGE), ...TAIL);

const made = async (file: KerasFile) =>
  readNetwork('made.h5', await kerasFile({ version: '2.2.4', ...file }));
const network =
  (layers: readonly TestLayer[], weights: KerasFile['weights'] = {}, backend = 'tensorflow') =>
  () =>
    made({ model: sequential(...layers), weights: { ...CONV, ...DENSE, ...weights }, backend });
const padded = (strides: readonly number[]) =>
  network(
    [conv2d('conv', { ...IMAGE, padding: 'same', strides }), ...TAIL],
    { dense: kernelAndBias('dense', 1568, 10) },
    'theano',
  );

function twoInputs() {
  const entry = (layer: TestLayer, ...inputs: string[]) => ({
    ...layer,
    name: layer.config['name'],
    inbound_nodes: inputs.length > 0 ? [inputs.map((input) => [input, 0, 0, {}])] : [],
  });
  const [left, right] = ['left', 'right'].map((name) => layer('InputLayer', name, IMAGE));
  const config = {
    name: 'two',
    layers: [entry(left!), entry(right!), entry(layer('Add', 'add'), 'left', 'right')],
    input_layers: ['left', 'right'].map((name) => [name, 0, 0]),
    output_layers: [['add', 0, 0]],
  };
  return { class_name: 'Model', config };
}

it('a Keras file with nothing wrong is read, whatever its batch was', async () => {
  const batch = conv2d('conv', { batch_input_shape: [32, 28, 28, 1] });
  const { topology } = await made({
    ...{ model: sequential(batch, ...TAIL), weights: { ...CONV, ...DENSE } },
  });
  assert.match(JSON.stringify(topology), /"batch_input_shape":\[null,28,28,1\]/);
});

it('padding of Theano that TensorFlow has too is read', async () => {
  await padded([1, 1])();
});

refuses('a Keras HDF5 file', [
  [
    'for an LSTM, saying what is supported',
    network([layer('LSTM', 'lstm_1', { batch_input_shape: [null, 28, 28] }), dense('dense')]),
    UNSUPPORTED,
    /layer lstm_1 \(LSTM\): .* not supported; supported are .*Conv2D/,
  ],
  [
    'for an unknown layer amid a network that is channels first',
    network([conv2d('conv', FIRST), layer('Capsule', 'capsule_1'), ...TAIL]),
    UNSUPPORTED,
    /layer capsule_1 \(Capsule\)/,
  ],
  [
    'for a second input',
    () => made({ model: twoInputs() }),
    UNSUPPORTED,
    /input_layers names 2 .* one/,
  ],
  [
    'for three classes',
    network([conv2d('conv', IMAGE), layer('Flatten', 'flatten'), dense('dense', { units: 3 })], {
      dense: kernelAndBias('dense', 1352, 3),
    }),
    UNSUPPORTED,
    /layer dense \(Dense\): the network's output is 3; it must be ten classes/,
  ],
  [
    'for images of 32×32',
    network([conv2d('conv', { batch_input_shape: [null, 32, 32, 1] }), ...TAIL], {
      dense: kernelAndBias('dense', 1800, 10),
    }),
    UNSUPPORTED,
    /32×32×1; it must be 28×28×1/,
  ],
  [
    'for a layer without weights',
    () => made({ model: MODEL, weights: CONV }),
    BAD,
    /layer dense \(Dense\): the file has no weights/,
  ],
  [
    'for a layer with too few weights',
    () => made({ model: MODEL, weights: { ...CONV, dense: DENSE.dense.slice(0, 1) } }),
    BAD,
    /layer dense \(Dense\): .*dense\/kernel:0 .* where kernel, bias are needed/,
  ],
  [
    'for weights of another shape',
    () => made({ model: MODEL, weights: { ...CONV, dense: kernelAndBias('dense', 100, 10) } }),
    BAD,
    /layer dense \(Dense\): .* 100×10; it must be 1352×10/,
  ],
  [
    'for weights in another order',
    () => made({ model: MODEL, weights: { ...CONV, dense: [...DENSE.dense].reverse() } }),
    BAD,
    /layer dense \(Dense\): dense\/bias:0 stands where kernel is needed/,
  ],
  [
    'where channels first and last are mixed',
    network([conv2d('conv', FIRST), conv2d('conv_2', { data_format: 'channels_last' }), ...TAIL], {
      conv_2: kernelAndBias('conv_2', 3, 3, 26, 2),
    }),
    UNSUPPORTED,
    /layer conv_2 \(Conv2D\): it needs its input channels last/,
  ],
  [
    'where Theano would have padded otherwise',
    padded([2, 2]),
    UNSUPPORTED,
    /layer conv \(Conv2D\): Theano pads it otherwise/,
  ],
  [
    'where it holds weights alone',
    async () =>
      readNetwork('weights.h5', await kerasFile({ weights: { ...CONV, ...DENSE }, root: '' })),
    BAD,
    /weights\.h5 holds weights alone, .* model\.save, or .*--topology/,
  ],
  [
    'where it is not HDF5',
    () => readNetwork('text.h5', Buffer.from('no HDF5')),
    BAD,
    /text\.h5 cannot be opened as HDF5/,
  ],
  ...[0, 7, 100, 0.5, -1].map((length): Case => [
    `where it breaks off at ${length}`,
    () => readShort('keras-2.0.6.h5', 'short.h5', length),
    BAD,
    /^short\.h5 cannot be opened as HDF5: the file is damaged \(.+\)/,
  ]),
]);

/** @param length of what is left; below 1 a fraction of the file, below 0 less than the whole */
async function readShort(fixture: string, path: string, length: number, topology?: string) {
  const whole = await readFixture(fixture);
  const end = length > 0 && length < 1 ? Math.floor(whole.length * length) : length;
  return readNetwork(path, whole.subarray(0, end), topology === undefined ? {} : { topology });
}

it('a Keras file is refused, or read, but never crashes, with damage anywhere', async () => {
  const whole = await readFixture('keras-1.2.2-theano.h5');
  const codes = new Set<unknown>();
  for (let start = 0; start < whole.length; start += 389) {
    const damaged = Uint8Array.from(whole).fill(0xa5, start, start + 16);
    const code = ({ code }: { code?: unknown }) => code;
    codes.add(await readNetwork('damaged.h5', damaged).then(() => 'read', code));
  }
  assert.ok(codes.delete(BAD), 'no damage was found');
  codes.delete(UNSUPPORTED);
  codes.delete('read');
  assert.deepEqual([...codes], []);
});

const archive = (path: string, files: Readonly<Record<string, string>>) => (): Promise<unknown> =>
  readNetwork(path, zip(files));

refuses('a .keras archive', [
  [
    'without a configuration',
    archive('empty.keras', { 'readme.txt': 'nothing' }),
    BAD,
    /empty\.keras has no config\.json in it/,
  ],
  [
    'without weights',
    archive('half.keras', { 'config.json': '{}' }),
    BAD,
    /half\.keras has no model\.weights\.h5 in it/,
  ],
  [
    'where its configuration is not JSON',
    archive('cut.keras', { 'config.json': '{"class_name": ', 'model.weights.h5': '' }),
    BAD,
    /cut\.keras, config\.json is not JSON \(.+\)/,
  ],
  ...[0, 100, 0.5, -10].map((length): Case => [
    `where it breaks off at ${length}`,
    () => readShort('keras-3.3.3.keras', 'short.keras', length),
    BAD,
    /^short\.keras is not a zip archive, or a damaged one/,
  ]),
  [
    'where its weights were damaged on the way',
    async () => {
      const damaged = Uint8Array.from(await readFixture('keras-3.3.3.keras'));
      damaged[damaged.length >> 1]! ^= 1;
      return readNetwork('damaged.keras', damaged);
    },
    BAD,
    /^damaged\.keras, model\.weights\.h5 is damaged/,
  ],
  [
    'before it is unpacked where it would fill the memory',
    async () => {
      const bytes = Buffer.from(zip({ 'config.json': '{}'.repeat(1000) }));
      bytes.writeUInt32LE(0x7fffffff, bytes.indexOf('PK\x01\x02', 0, 'latin1') + 24);
      return readNetwork('bomb.keras', bytes);
    },
    BAD,
    /bomb\.keras would unpack to more than 268435456 bytes/,
  ],
]);

/** A `.npy` file of zeros, version 1.0. */
function npy(descr: string, shape: readonly number[], bytes: number): Uint8Array {
  const sizes = shape.map((size) => `${size},`).join(' ');
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }\n`;
  const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  return Buffer.concat([head, Buffer.from(header), Buffer.alloc(bytes)]);
}

const LINEAR = JSON.stringify([
  { class_name: 'Dense', config: { units: 10 }, weights: 'predictor/l1' },
]);
const BIAS = npy('<f4', [10], 40);
const KERNEL = npy('<f4', [10, 784], 31360);

function chainer(topology = LINEAR, kernel = KERNEL, prefix = 'predictor/') {
  const files = { [`${prefix}l1/W.npy`]: kernel, [`${prefix}l1/b.npy`]: BIAS };
  return readNetwork('made.npz', zip(files), { topology });
}

describe('a Chainer file', () => {
  it('is read where a linear link takes the image as a vector', async () => {
    const { output, topology } = await chainer();
    assert.equal(output, 'logits');
    assert.match(JSON.stringify(topology), /"batch_input_shape":\[null,784\]/);
  });

  it('is read where the network was saved without the classifier around it', async () => {
    await chainer(LINEAR, KERNEL, '');
  });

  it('gives probabilities where its layers end in a softmax', async () => {
    const layers = [...(JSON.parse(LINEAR) as unknown[]), { class_name: 'Softmax' }];
    assert.equal((await chainer(JSON.stringify(layers))).output, 'probabilities');
  });
});

refuses('a Chainer file', [
  [
    'without a topology, with what it holds and what to give',
    () => readShort('chainer-2-trainer.npz', 'whole.npz', Infinity),
    BAD,
    /predictor\/conv1\/W \(3×1×5×5\), predictor\/conv1\/b \(3\), .*predictor\/bn1\/N \(a number\)/,
    /a JSON file, or mnist-exercise-chainer/,
  ],
  [
    'for a topology that nobody knows',
    () => chainer('lenet'),
    'bad-option',
    /lenet .* mnist-exercise-chainer/,
  ],
  ['for a topology that is not JSON', () => chainer('[{'), BAD, /the topology is not JSON/],
  ['for a topology that is not a list', () => chainer('{}'), BAD, /not a list of layers/],
  [
    'for a layer without a class',
    () => chainer('[{"class_name": "Flatten"}, {"config": {}}]'),
    BAD,
    /the topology, layer 2 has no class_name/,
  ],
  [
    'for a link that it does not hold',
    () => chainer(LINEAR.replace('l1', 'l2')),
    BAD,
    /layer l2 \(Dense\): the file has no array predictor\/l2\/W; it has predictor\/l1\/W \(10×784\)/,
  ],
  [
    'for a layer that names no link',
    () => chainer('[{"class_name": "Dense", "config": {"units": 10}}]'),
    BAD,
    /layer dense_1 \(Dense\): the topology names no link/,
  ],
  [
    'for weights of another shape',
    () => chainer(LINEAR, npy('<f4', [10, 100], 4000)),
    BAD,
    /layer l1 \(Dense\): .* 100×10; it must be 784×10/,
  ],
  [
    'for an array that is too short',
    () => chainer(LINEAR, npy('<f4', [10, 784], 31359)),
    BAD,
    /made\.npz, predictor\/l1\/W breaks off: 31359 bytes of numbers where 31360 are needed/,
  ],
  [
    'for an array that is too large',
    () => chainer(LINEAR, npy('<f4', [100000, 100000], 8)),
    BAD,
    /predictor\/l1\/W has 10000000000 numbers where 16777216 are allowed/,
  ],
  [
    'for an array of another type',
    () => chainer(LINEAR, npy('|O', [1], 8)),
    BAD,
    /predictor\/l1\/W is an array of type \|O where f2, f4, f8/,
  ],
  [
    'for what is not an array',
    () => chainer(LINEAR, Buffer.from('not an array')),
    BAD,
    /predictor\/l1\/W is no array of NumPy/,
  ],
  ...[0, 50, 0.5, -4].map((length): Case => [
    `where it breaks off at ${length}`,
    () => readShort('chainer-2-exercise.npz', 'short.npz', length, 'mnist-exercise-chainer'),
    BAD,
    /^short\.npz is not a zip archive, or a damaged one/,
  ]),
]);
