import { isObject } from '../../../src/graph/check.js';
import type { Reader } from '../source-network.js';
import {
  at,
  bad,
  bytesOf,
  checkSize,
  decodeNumbers,
  type NumberType,
  type Tensor,
} from '../tensor.js';
import { parseJson } from './graph.js';
import { readWithTopology } from './topology.js';
import { ADVICE, checkFinite, PYTORCH } from './torch.js';

const TYPES: Readonly<Record<string, NumberType>> = {
  ...{ BF16: 'b2', F16: 'f2', F32: 'f4', F64: 'f8' },
  ...{ BOOL: 'u1', U8: 'u1', I8: 'i1', I32: 'i4', I64: 'i8' },
};

/** Reads a safetensors file (https://huggingface.co/docs/safetensors), named as PyTorch does. */
export const read: Reader = async ({ path, bytes }, { topology }) => {
  const start = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (start > bytes.length) throw bad(`${path} breaks off in its header.`);
  const header = parseJson(
    new TextDecoder().decode(bytes.subarray(8, start)),
    `${path}, its header`,
  );
  const arrays = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(isObject(header) ? header : {})) {
    if (name === '__metadata__') continue;
    const where = `${path}, ${name}`;
    const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
    const type = TYPES[String(dtype)];
    const [from, to] = Array.isArray(offsets) ? offsets.map(Number) : [];
    if (!type || !Array.isArray(shape) || from === undefined || to === undefined) {
      throw bad(
        `${where} is of type ${String(dtype)}; ${Object.keys(TYPES).join(', ')} are supported.`,
      );
    }
    const needed = at(where, () => checkSize(shape as number[])) * bytesOf(type);
    if (!(from >= 0) || to - from !== needed || start + to > bytes.length) {
      throw bad(`${where} has ${to - from} bytes where ${needed} are needed.`);
    }
    const values = decodeNumbers(bytes.subarray(start + from, start + to), type);
    arrays.set(name, checkFinite({ shape: shape as number[], values }, where));
  }
  return readWithTopology(PYTORCH, arrays, topology, {
    ...{ path, format: 'safetensors', notes: [] },
    advice: ADVICE,
  });
};
