import protobuf from 'protobufjs';
import { decodeFloat16 } from '../../../../src/graph/index.js';
import { ScriptError } from '../../../lib/script-error.js';
import { checkSize, showDims, type Tensor } from '../tensor.js';
import type { TensorProto } from './schema.js';

type Read = (view: DataView, offset: number) => number;

interface ElementType {
  readonly bytes: number;
  readonly read: Read;
  /** The field that holds such numbers where `raw_data` does not. */
  readonly field: 'floatData' | 'int32Data' | 'int64Data' | 'doubleData';
}

const readFloat32: Read = (view, at) => view.getFloat32(at, true);
const readFloat64: Read = (view, at) => view.getFloat64(at, true);

/** By TensorProto.DataType. */
const TYPES: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [1, { bytes: 4, read: readFloat32, field: 'floatData' }],
  [2, { bytes: 1, read: (view, at) => view.getUint8(at), field: 'int32Data' }],
  [3, { bytes: 1, read: (view, at) => view.getInt8(at), field: 'int32Data' }],
  [6, { bytes: 4, read: (view, at) => view.getInt32(at, true), field: 'int32Data' }],
  [7, { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)), field: 'int64Data' }],
  [9, { bytes: 1, read: (view, at) => view.getUint8(at), field: 'int32Data' }],
  [
    10,
    { bytes: 2, read: (view, at) => decodeFloat16(view.getUint16(at, true)), field: 'int32Data' },
  ],
  [11, { bytes: 8, read: readFloat64, field: 'doubleData' }],
]);

const FLOAT16 = 10;
const EXTERNAL = 1;

/**
 * @param where for messages: `tensor conv1.weight`
 * @throws ScriptError `unsupported-network` for values in another file, or of another type;
 *   `bad-network` if they are not as many as the shape says, or not finite
 */
export function readTensor(proto: TensorProto, where: string): Tensor {
  if (proto.dataLocation === EXTERNAL || proto.externalData.length > 0) {
    const file = proto.externalData.find(({ key }) => key === 'location')?.value ?? 'another file';
    throw new ScriptError(
      'unsupported-network',
      `${where}: its values are in ${file}; save the network as one file, without external data`,
    );
  }
  const type = TYPES.get(proto.dataType);
  if (!type) {
    throw new ScriptError(
      'unsupported-network',
      `${where}: its numbers are of type ${proto.dataType}; float, double, float16, int32, int64, int8, uint8 and bool are supported`,
    );
  }
  const elements = checkSize(proto.dims, where);
  const data = proto.rawData.length > 0 ? raw(proto, type) : listed(proto, type, elements);
  if (data?.length !== elements) {
    throw new ScriptError(
      'bad-network',
      `${where}: it has ${data ? data.length : 'more or fewer'} numbers where its shape ${showDims(proto.dims)} needs ${elements}`,
    );
  }
  if (!data.every(Number.isFinite)) {
    throw new ScriptError(
      'bad-network',
      `${where}: it holds NaN or infinity; the network was not saved sound`,
    );
  }
  return { dims: proto.dims, data };
}

function raw({ rawData }: TensorProto, { bytes, read }: ElementType): Float64Array | undefined {
  if (rawData.length % bytes !== 0) return undefined;
  return unpackFixed(rawData, bytes, read);
}

function listed(
  proto: TensorProto,
  { field }: ElementType,
  elements: number,
): Float64Array | undefined {
  const chunks = proto[field];
  const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  if (field === 'floatData') return unpackFixed(bytes, 4, readFloat32);
  if (field === 'doubleData') return unpackFixed(bytes, 8, readFloat64);
  const numbers = unpackVarints(bytes, elements);
  return proto.dataType === FLOAT16 ? numbers?.map((bits) => decodeFloat16(bits)) : numbers;
}

function unpackFixed(bytes: Uint8Array, width: number, read: Read): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const data = new Float64Array(Math.floor(bytes.length / width));
  for (let i = 0; i < data.length; i++) data[i] = read(view, i * width);
  return data;
}

/** Negative ones, of 32 bits too, take ten bytes as 64-bit numbers do. */
function unpackVarints(bytes: Uint8Array, elements: number): Float64Array | undefined {
  if (bytes.length < elements) return undefined;
  const reader = protobuf.Reader.create(bytes);
  const data = new Float64Array(elements);
  for (let i = 0; i < elements; i++) {
    if (reader.pos >= reader.len) return undefined;
    data[i] = Number(reader.int64());
  }
  return reader.pos === reader.len ? data : undefined;
}
