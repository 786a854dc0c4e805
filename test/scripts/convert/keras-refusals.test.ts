import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readKerasHdf5 } from '../../../scripts/convert/keras/hdf5.js';
import { readKeras3 } from '../../../scripts/convert/keras/keras3.js';
import type { SourceNetwork } from '../../../scripts/convert/source-network.js';
import { zip } from '../archives.js';
import { readChecked, readFixture, sourceFile } from './converted.js';
import {
  conv2d,
  dense,
  kerasFile,
  kernelAndBias,
  layer,
  sequential,
  type KerasFile,
} from './keras-file.js';
import { assertRefused } from './refusals.js';

const IMAGE = { batch_input_shape: [null, 28, 28, 1] };
const CONV = { conv: kernelAndBias('conv', 3, 3, 1, 2) };
const DENSE = { dense: kernelAndBias('dense', 1352, 10) };

async function readMade(file: KerasFile): Promise<SourceNetwork> {
  const bytes = await kerasFile({ version: '2.2.4', ...file });
  return readChecked(readKerasHdf5, sourceFile('made.h5', bytes));
}

describe('a Keras HDF5 file that cannot be converted', () => {
  const head = [conv2d('conv', IMAGE), layer('Flatten', 'flatten')];

  it('is read where nothing is wrong with it, whatever its batch was', async () => {
    const batch = conv2d('conv', { batch_input_shape: [32, 28, 28, 1] });
    const model = sequential(batch, layer('Flatten', 'flatten'), dense('dense'));
    const { topology } = await readMade({ model, weights: { ...CONV, ...DENSE } });
    assert.match(JSON.stringify(topology), /"batch_input_shape":\[null,28,28,1\]/);
  });

  it('is refused for an LSTM, saying what is supported', async () => {
    const lstm = layer('LSTM', 'lstm_1', { units: 8, batch_input_shape: [null, 28, 28] });
    await assertRefused(
      readMade({ model: sequential(lstm, dense('dense')), weights: DENSE }),
      'unsupported-network',
      /layer lstm_1 \(LSTM\): .* not supported; supported are .*Conv2D/,
    );
  });

  it('is refused for an unknown layer amid a network that is channels first', async () => {
    const first = conv2d('conv', {
      data_format: 'channels_first',
      batch_input_shape: [null, 1, 28, 28],
    });
    const capsule = layer('Capsule', 'capsule_1');
    await assertRefused(
      readMade({
        model: sequential(first, capsule, layer('Flatten', 'flatten'), dense('dense')),
        weights: { ...CONV, ...DENSE },
      }),
      'unsupported-network',
      /layer capsule_1 \(Capsule\)/,
    );
  });

  it('is refused for a second input', async () => {
    const input = (name: string) => ({
      ...layer('InputLayer', name, IMAGE),
      name,
      inbound_nodes: [],
    });
    const add = {
      ...layer('Add', 'add'),
      name: 'add',
      inbound_nodes: [
        [
          ['left', 0, 0, {}],
          ['right', 0, 0, {}],
        ],
      ],
    };
    const model = {
      class_name: 'Model',
      config: {
        name: 'two',
        layers: [input('left'), input('right'), add],
        input_layers: [
          ['left', 0, 0],
          ['right', 0, 0],
        ],
        output_layers: [['add', 0, 0]],
      },
    };
    await assertRefused(readMade({ model }), 'unsupported-network', /input_layers names 2 .* one/);
  });

  it('is refused for three classes', async () => {
    await assertRefused(
      readMade({
        model: sequential(...head, dense('dense', { units: 3 })),
        weights: { ...CONV, dense: kernelAndBias('dense', 1352, 3) },
      }),
      'unsupported-network',
      /layer dense \(Dense\): the network's output is 3; it must be ten classes/,
    );
  });

  it('is refused for images of 32×32', async () => {
    const large = conv2d('conv', { batch_input_shape: [null, 32, 32, 1] });
    await assertRefused(
      readMade({
        model: sequential(large, layer('Flatten', 'flatten'), dense('dense')),
        weights: { ...CONV, dense: kernelAndBias('dense', 1800, 10) },
      }),
      'unsupported-network',
      /32×32×1; it must be 28×28×1/,
    );
  });

  it('is refused for a layer without weights, and for one with too few', async () => {
    const model = sequential(...head, dense('dense'));
    await assertRefused(
      readMade({ model, weights: CONV }),
      'bad-network',
      /layer dense \(Dense\): the file has no weights/,
    );
    await assertRefused(
      readMade({ model, weights: { ...CONV, dense: DENSE.dense.slice(0, 1) } }),
      'bad-network',
      /layer dense \(Dense\): .*dense\/kernel:0 .* where kernel, bias are needed/,
    );
  });

  it('is refused for weights of another shape, and in another order', async () => {
    const model = sequential(...head, dense('dense'));
    await assertRefused(
      readMade({ model, weights: { ...CONV, dense: kernelAndBias('dense', 100, 10) } }),
      'bad-network',
      /layer dense \(Dense\): .* 100×10; it must be 1352×10/,
    );
    await assertRefused(
      readMade({ model, weights: { ...CONV, dense: [...DENSE.dense].reverse() } }),
      'bad-network',
      /layer dense \(Dense\): dense\/bias:0 stands where kernel is needed/,
    );
  });

  it('is refused where channels first and last are mixed', async () => {
    const first = conv2d('conv', {
      data_format: 'channels_first',
      batch_input_shape: [null, 1, 28, 28],
    });
    const last = conv2d('conv_2', { data_format: 'channels_last' });
    await assertRefused(
      readMade({
        model: sequential(first, last, layer('Flatten', 'flatten'), dense('dense')),
        weights: { ...CONV, conv_2: kernelAndBias('conv_2', 3, 3, 26, 2), ...DENSE },
      }),
      'unsupported-network',
      /layer conv_2 \(Conv2D\): it needs its input channels last/,
    );
  });

  it('is refused where Theano would have padded otherwise', async () => {
    const padded = (options: Readonly<Record<string, unknown>>) => ({
      model: sequential(conv2d('conv', { ...IMAGE, padding: 'same', ...options }), ...rest),
      backend: 'theano',
    });
    const rest = [layer('Flatten', 'flatten'), dense('dense')];
    await assertRefused(
      readMade({ ...padded({ strides: [2, 2] }), weights: CONV }),
      'unsupported-network',
      /layer conv \(Conv2D\): Theano pads it otherwise/,
    );
    await readMade({
      ...padded({ strides: [1, 1] }),
      weights: { ...CONV, dense: kernelAndBias('dense', 1568, 10) },
    });
  });

  it('is refused where it holds weights alone', async () => {
    const bytes = await kerasFile({ weights: { ...CONV, ...DENSE }, root: '' });
    await assertRefused(
      readKerasHdf5(sourceFile('weights.h5', bytes), {}),
      'bad-network',
      /weights\.h5 holds weights alone, .* model\.save\.$/,
    );
  });

  it('is refused where it is no HDF5, or breaks off', async () => {
    await assertRefused(
      readKerasHdf5(sourceFile('page.h5', Buffer.from('<!doctype html>')), {}),
      'bad-network',
      /page\.h5 cannot be opened as HDF5/,
    );
    const whole = await readFixture('keras-2.0.6.h5');
    for (const length of [0, 7, 100, whole.length >> 1, whole.length - 1]) {
      await assertRefused(
        readKerasHdf5(sourceFile('short.h5', whole.subarray(0, length)), {}),
        'bad-network',
        /^short\.h5 cannot be opened as HDF5: the file is damaged \(.+\)/,
      );
    }
  });

  it('is refused, or read, but never crashes, with damage anywhere', async () => {
    const whole = await readFixture('keras-1.2.2-theano.h5');
    const codes = new Set<unknown>();
    for (let start = 0; start < whole.length; start += 389) {
      const damaged = Uint8Array.from(whole).fill(0xa5, start, start + 16);
      const read = readKerasHdf5(sourceFile('damaged.h5', damaged), {});
      codes.add(
        await read.then(
          () => 'read',
          (error: { code?: unknown }) => error.code,
        ),
      );
    }
    assert.ok(codes.delete('bad-network'), 'no damage was found');
    codes.delete('unsupported-network');
    codes.delete('read');
    assert.deepEqual([...codes], []);
  });
});

describe('a .keras archive that cannot be converted', () => {
  it('is refused without the files that Keras puts there', async () => {
    await assertRefused(
      readKeras3(sourceFile('empty.keras', zip({ 'readme.txt': 'nothing' })), {}),
      'bad-network',
      /empty\.keras has no config\.json in it/,
    );
    await assertRefused(
      readKeras3(sourceFile('half.keras', zip({ 'config.json': '{}' })), {}),
      'bad-network',
      /half\.keras has no model\.weights\.h5 in it/,
    );
  });

  it('is refused where its configuration is no JSON', async () => {
    const files = { 'config.json': '{"class_name": ', 'model.weights.h5': '' };
    await assertRefused(
      readKeras3(sourceFile('cut.keras', zip(files)), {}),
      'bad-network',
      /cut\.keras, config\.json is not JSON \(.+\)/,
    );
  });

  it('is refused where it breaks off', async () => {
    const whole = await readFixture('keras-3.3.3.keras');
    for (const length of [0, 100, whole.length >> 1, whole.length - 10]) {
      await assertRefused(
        readKeras3(sourceFile('short.keras', whole.subarray(0, length)), {}),
        'bad-network',
        /^short\.keras is not a zip archive, or a damaged one/,
      );
    }
  });

  it('is refused where its weights were damaged on the way', async () => {
    const damaged = Uint8Array.from(await readFixture('keras-3.3.3.keras'));
    damaged[damaged.length >> 1]! ^= 1;
    await assertRefused(
      readKeras3(sourceFile('damaged.keras', damaged), {}),
      'bad-network',
      /^damaged\.keras, model\.weights\.h5 is damaged/,
    );
  });

  it('is refused before it is unpacked where it would fill the memory', async () => {
    const archive = Buffer.from(zip({ 'config.json': '{}'.repeat(1000) }));
    const entry = archive.indexOf('PK\x01\x02', 0, 'latin1');
    archive.writeUInt32LE(0x7fffffff, entry + 24);
    await assertRefused(
      readKeras3(sourceFile('bomb.keras', archive), {}),
      'bad-network',
      /bomb\.keras would unpack to more than 268435456 bytes/,
    );
  });
});
