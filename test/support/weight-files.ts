import type { ModelJson, WeightSpec, Weights } from './layers-model.js';
import type { NdArray } from './ndarray.js';
import type { Random } from './random.js';

type Quantization = 'none' | 'uint8' | 'uint16' | 'float16';

interface Encoded {
  readonly spec: WeightSpec;
  readonly bytes: Uint8Array;
  /** What comes back from the bytes. */
  readonly decoded: NdArray;
}

/** A network's tensors in files: one or two groups, each cut anywhere into one to three shards. */
export function writeWeights(weights: Weights, random: Random) {
  const files = new Map<string, Uint8Array>();
  const decoded: Weights = new Map();
  const quantization = random.pick<Quantization>(['none', 'none', 'uint8', 'uint16', 'float16']);
  const entries = [...weights];
  const middle = random.chance(0.3) ? random.integer(1, entries.length - 1) : entries.length;
  const groups = [entries.slice(0, middle), entries.slice(middle)].filter(
    (group) => group.length > 0,
  );
  const weightsManifest: ModelJson['weightsManifest'] = groups.map((group, index) => {
    const encoded = group.map(([name, tensor]) => encode(name, tensor, quantization));
    for (const { spec, decoded: tensor } of encoded) decoded.set(spec.name, tensor);
    const shards = cut(
      encoded.map(({ bytes }) => bytes),
      random,
    );
    const paths = shards.map((bytes, shard) => {
      const path = `group${index + 1}-shard${shard + 1}of${shards.length}.bin`;
      files.set(path, bytes);
      return path;
    });
    return { paths, weights: encoded.map(({ spec }) => spec) };
  });
  return { files, weightsManifest, decoded };
}

function encode(name: string, { dims, data }: NdArray, kind: Quantization): Encoded {
  const spec: WeightSpec = { name, shape: [...dims], dtype: 'float32' };
  const done = (bytes: Uint8Array, decode: (index: number) => number): Encoded => ({
    spec,
    bytes,
    decoded: { dims, data: data.map((_, index) => decode(index)) },
  });
  if (kind === 'none') {
    const view = new DataView(new ArrayBuffer(data.length * 4));
    data.forEach((x, index) => view.setFloat32(index * 4, x, true));
    return done(new Uint8Array(view.buffer), (index) => Math.fround(data[index]!));
  }
  if (kind === 'float16') {
    spec.quantization = { dtype: kind };
    const view = new DataView(new ArrayBuffer(data.length * 2));
    const halves = [...data].map(toHalf);
    halves.forEach(({ bits }, index) => view.setUint16(index * 2, bits, true));
    return done(new Uint8Array(view.buffer), (index) => halves[index]!.value);
  }
  const width = kind === 'uint8' ? 1 : 2;
  const min = Math.min(...data);
  const scale = (Math.max(...data) - min) / (256 ** width - 1) || 1;
  spec.quantization = { dtype: kind, scale, min, original_dtype: 'float32' };
  const levels = [...data].map((x) => Math.round((x - min) / scale));
  const bytes = levels.flatMap((q) => (width === 1 ? [q] : [q & 255, q >> 8]));
  return done(Uint8Array.from(bytes), (index) => Math.fround(levels[index]! * scale + min));
}

/** IEEE 754 half precision: sign, 5 bits of exponent, 10 of fraction. */
function toHalf(x: number): { bits: number; value: number } {
  const size = Math.abs(x);
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const steps = Math.round(size / 2 ** (exponent - 10));
  const bits = (exponent + 14) * 1024 + steps;
  return { bits: x < 0 ? bits | 0x8000 : bits, value: Math.sign(x) * steps * 2 ** (exponent - 10) };
}

function cut(pieces: readonly Uint8Array[], random: Random): Uint8Array[] {
  const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
  const inner = Array.from({ length: random.integer(0, 2) }, () =>
    random.integer(1, whole.length - 1),
  );
  const ends = [...new Set(inner), whole.length].sort((a, b) => a - b);
  return ends.map((end, index) => whole.slice(ends[index - 1] ?? 0, end));
}
