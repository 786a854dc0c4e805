import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readChainer } from '../../../scripts/convert/keras/chainer.js';
import { zip } from '../archives.js';
import { fixtureFile, readChecked, readFixture, sourceFile } from './converted.js';
import { assertRefused } from './refusals.js';

/** A `.npy` file of zeros, version 1.0. */
function npy(descr: string, shape: readonly number[], bytes: number): Uint8Array {
  const dims = shape.map((size) => `${size},`).join(' ');
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${dims}), }\n`;
  const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  return Buffer.concat([head, Buffer.from(header), Buffer.alloc(bytes)]);
}

const LINEAR = JSON.stringify([
  { class_name: 'Dense', config: { units: 10 }, weights: 'predictor/l1' },
]);

const ARRAYS = {
  'predictor/l1/W.npy': npy('<f4', [10, 784], 31360),
  'predictor/l1/b.npy': npy('<f4', [10], 40),
};

async function readMade(files: Readonly<Record<string, Uint8Array>>, topology = LINEAR) {
  return readChecked(readChainer, sourceFile('made.npz', zip(files)), { topology });
}

describe('a Chainer file', () => {
  it('is read where a linear link takes the image as a vector', async () => {
    const { output, topology } = await readMade(ARRAYS);
    assert.equal(output, 'logits');
    assert.match(JSON.stringify(topology), /"batch_input_shape":\[null,784\]/);
  });

  it('is read where the network was saved without the classifier around it', async () => {
    const bare = Object.entries(ARRAYS).map(([name, array]) => [
      name.replace('predictor/', ''),
      array,
    ]);
    await readMade(Object.fromEntries(bare) as typeof ARRAYS);
  });

  it('gives probabilities where its layers end in a softmax', async () => {
    const layers = [...(JSON.parse(LINEAR) as unknown[]), { class_name: 'Softmax' }];
    const { output } = await readMade(ARRAYS, JSON.stringify(layers));
    assert.equal(output, 'probabilities');
  });
});

describe('a Chainer file that cannot be converted', () => {
  it('is refused without a topology, with what it holds and what to give', async () => {
    const file = await fixtureFile('chainer-2-trainer.npz');
    await assertRefused(
      readChainer(file, {}),
      'bad-network',
      /predictor\/conv1\/W \(3×1×5×5\), predictor\/conv1\/b \(3\), .*predictor\/bn1\/N \(a number\)/,
      /a JSON file, or mnist-exercise-chainer/,
    );
  });

  it('is refused for a topology that nobody knows, or that is none', async () => {
    await assertRefused(readMade(ARRAYS, 'lenet'), 'bad-option', /lenet .* mnist-exercise-chainer/);
    await assertRefused(readMade(ARRAYS, '[{'), 'bad-network', /the topology is not JSON/);
    await assertRefused(readMade(ARRAYS, '{}'), 'bad-network', /not a list of layers/);
    await assertRefused(
      readMade(ARRAYS, '[{"class_name": "Flatten"}, {"config": {}}]'),
      'bad-network',
      /the topology, layer 2 has no class_name/,
    );
  });

  it('is refused for a link that it does not hold, or that no layer names', async () => {
    await assertRefused(
      readMade(ARRAYS, LINEAR.replace('l1', 'l2')),
      'bad-network',
      /layer l2 \(Dense\): the file has no array predictor\/l2\/W; it has predictor\/l1\/W \(10×784\)/,
    );
    await assertRefused(
      readMade(ARRAYS, '[{"class_name": "Dense", "config": {"units": 10}}]'),
      'bad-network',
      /layer dense_1 \(Dense\): the topology names no link/,
    );
  });

  it('is refused for weights of another shape', async () => {
    await assertRefused(
      readMade({ ...ARRAYS, 'predictor/l1/W.npy': npy('<f4', [10, 100], 4000) }),
      'bad-network',
      /layer l1 \(Dense\): .* 100×10; it must be 784×10/,
    );
  });

  it('is refused for an array that is too short, too large, of another type, or none', async () => {
    const withKernel = (kernel: Uint8Array) => ({ ...ARRAYS, 'predictor/l1/W.npy': kernel });
    await assertRefused(
      readMade(withKernel(npy('<f4', [10, 784], 31359))),
      'bad-network',
      /made\.npz, predictor\/l1\/W breaks off: 31359 bytes of numbers where 31360 are needed/,
    );
    await assertRefused(
      readMade(withKernel(npy('<f4', [100000, 100000], 8))),
      'bad-network',
      /predictor\/l1\/W has 10000000000 numbers where 16777216 are allowed/,
    );
    await assertRefused(
      readMade(withKernel(npy('|O', [1], 8))),
      'bad-network',
      /predictor\/l1\/W is an array of type \|O where f2, f4, f8/,
    );
    await assertRefused(
      readMade(withKernel(Buffer.from('not an array'))),
      'bad-network',
      /predictor\/l1\/W is no array of NumPy/,
    );
  });

  it('is refused where the archive breaks off', async () => {
    const whole = await readFixture('chainer-2-exercise.npz');
    for (const length of [0, 50, whole.length >> 1, whole.length - 4]) {
      await assertRefused(
        readChainer(sourceFile('short.npz', whole.subarray(0, length)), {
          topology: 'mnist-exercise-chainer',
        }),
        'bad-network',
        /^short\.npz is not a zip archive, or a damaged one/,
      );
    }
  });
});
