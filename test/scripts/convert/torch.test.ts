import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zipSync } from 'fflate';
import { unpickle, Unbuilt } from '../../../scripts/convert/keras/pickle.js';
import { randomImages } from '../../support/planned-network.js';
import { assertClose, assertRefused, readFixture, readNetwork, runByWidget } from './support.js';
import { array, bytesOf, type NamedArray } from './weight-files.js';

const OPTIONS = {
  builders: new Map([['a.b', (args: readonly unknown[]) => ['built', ...args]]]),
  resolve: (id: unknown) => id,
};

/** Instructions of a pickle: texts as they are, numbers as bytes. */
function pickle(...parts: readonly (string | number)[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.of(part))),
  );
}

const read = (...parts: readonly (string | number)[]) =>
  unpickle(pickle(...parts), 0, 'test.pkl', OPTIONS).value;

describe('a pickle', () => {
  it('has its numbers, texts, lists and dictionaries read', () => {
    // pickle.dumps({'a': [1, -2, 300, 0.5, None, True], 'b': ('x', b'y')}, protocol=4)
    const bytes = Buffer.from(
      '80049530000000000000007d94288c0161945d94284b014afeffffff4d2c01473fe00000000000004e88658c0162948c017894430179948694752e',
      'hex',
    );
    const { value, end } = unpickle(bytes, 0, 'test.pkl', OPTIONS);
    const expected = new Map<string, unknown>([
      ['a', [1, -2, 300, 0.5, null, true]],
      ['b', ['x', 'y']],
    ]);
    assert.deepEqual(value, expected);
    assert.equal(end, bytes.length);
  });

  it('builds what is on the list and nothing else', () => {
    assert.deepEqual(read(0x80, 2, 'ca\nb\n', 'K', 7, 0x85, 'R.'), ['built', 7]);
    // os.system('true')
    const system = read(0x80, 2, 'cos\nsystem\n', 'X', 4, 0, 0, 0, 'true', 0x85, 'R.');
    assert.ok(system instanceof Unbuilt);
    assert.equal(system.name, 'os.system');
  });

  it('that is cut short, takes what is not there or has unknown instructions is refused', async () => {
    const broken: [...(string | number)[]][] = [
      [],
      [0x80],
      ['X', 255, 255, 255, 127, 'x'],
      ['cos\nsystem'],
      ['R.'],
      ['(0.'],
      ['t.'],
      [0x86, '.'],
      ['I1\n.'],
    ];
    for (const parts of broken) {
      await assertRefused(
        Promise.resolve().then(() => read(...parts)),
        'bad-network',
        /test\.pkl is damaged: .* at byte \d/,
      );
    }
  });
});

describe('a file of PyTorch', () => {
  it('that holds a whole network is refused with the lines that export it', async () => {
    const whole = readNetwork('net.pt', await readFixture('torch-1.13-whole.pt'));
    const lines = /torch\.load\(.*; network\.eval\(\); torch\.onnx\.export\(/;
    await assertRefused(
      whole,
      'unsupported-network',
      'torch.nn.modules.container.Sequential',
      lines,
    );
    const script = readNetwork('net.pt', await readFixture('torch-1.13-script.pt'));
    await assertRefused(
      script,
      'unsupported-network',
      /TorchScript.*torch\.jit\.load.*onnx\.export/,
    );
  });

  it('says what it has where the topology is missing', async () => {
    const read = readNetwork('net.pt', await readFixture('torch-1.13.pt'));
    await assertRefused(read, 'bad-network', 'conv1.weight (4×1×5×5)', '--topology', 'onnx.export');
  });

  it('that is cut short is refused', async () => {
    const topology = String(await readFixture('torch-1.13.topology.json'));
    for (const name of ['torch-1.13.pt', 'torch-1.13-legacy.pt']) {
      const bytes = await readFixture(name);
      for (const part of [0.99, 0.9, 0.5, 0.1]) {
        const cut = bytes.subarray(0, bytes.length * part);
        await assertRefused(readNetwork('net.pt', cut, { topology }), 'bad-network', 'net.pt');
      }
    }
  });

  it('has tensors that reach beyond their storage refused', async () => {
    const offset = [0x80, 2, '}X', 6, 0, 0, 0, 'weightctorch._utils\n_rebuild_tensor_v2\n'];
    const storage = [
      '((X',
      7,
      0,
      0,
      0,
      'storagectorch\nFloatStorage\nX',
      1,
      0,
      0,
      0,
      '0X',
      3,
      0,
      0,
      0,
      'cpuK',
      2,
      'tQ',
    ];
    const view = ['K', 1, 'K', 2, 0x85, 'K', 1, 0x85, 'tRs.'];
    const data = pickle(...offset, ...storage, ...view);
    const bytes = zipSync({ 'net/data.pkl': data, 'net/data/0': new Uint8Array(8) });
    await assertRefused(
      readNetwork('net.pt', bytes),
      'bad-network',
      'weight reaches beyond its storage',
    );
  });
});

/** https://huggingface.co/docs/safetensors: the header's length, the header, the numbers. */
function safetensors(arrays: Readonly<Record<string, NamedArray>>, dtype = 'F32'): Uint8Array {
  let end = 0;
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  const parts = Object.entries(arrays).map(([name, { shape, values }]) => {
    const all = bytesOf(values);
    // A bfloat16 is the upper half of a float32.
    const bytes = dtype === 'F32' ? all : all.filter((_, i) => i % 4 > 1);
    header[name] = { dtype, shape, data_offsets: [end, (end += bytes.length)] };
    return bytes;
  });
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.from(BigUint64Array.of(BigInt(text.length)).buffer);
  return Buffer.concat([length, text, ...parts]);
}

describe('a safetensors file', () => {
  const arrays = { 'fc.weight': array(1, [10, 784]), 'fc.bias': array(2, [10]) };
  const topology = JSON.stringify([
    { class_name: 'Flatten' },
    { class_name: 'Dense', weights: 'fc' },
  ]);

  it('is read with a topology', async () => {
    const images = randomImages(3, 4);
    for (const dtype of ['F32', 'BF16']) {
      // The lower half of each float32 is lost to bfloat16.
      const kept = (values: Float32Array) =>
        dtype === 'F32'
          ? values
          : new Float32Array(
              new Uint32Array(values.slice().buffer).map((bits) => (bits >>> 16) << 16).buffer,
            );
      const [weights, bias] = [kept(arrays['fc.weight'].values), kept(arrays['fc.bias'].values)];
      const expected = Array.from({ length: 40 }, (_, at) => {
        const [image, unit] = [Math.floor(at / 10), at % 10];
        let sum = bias[unit]!;
        for (let i = 0; i < 784; i++) sum += images[image * 784 + i]! * weights[unit * 784 + i]!;
        return sum;
      });
      const network = await readNetwork('net.safetensors', safetensors(arrays, dtype), {
        topology,
      });
      assertClose(await network.evaluate(images), expected, `${dtype}, the source itself`);
      assertClose(await runByWidget(network, images), expected, `${dtype}, the layers`);
    }
  });

  it('with lengths that do not fit is refused', async () => {
    const whole = safetensors(arrays);
    const cut = whole.subarray(0, whole.length - 4);
    await assertRefused(
      readNetwork('net.safetensors', cut, { topology }),
      'bad-network',
      'fc.bias has 40 bytes',
    );
    const odd = safetensors(arrays, 'F8_E4M3');
    await assertRefused(
      readNetwork('net.safetensors', odd, { topology }),
      'bad-network',
      /type F8_E4M3/,
    );
  });
});
