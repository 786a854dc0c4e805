import protobuf from 'protobufjs';
import { encodeFloat16 } from '../../../scripts/lib/descriptor.js';

/** onnx.proto's messages as ONNX's own tools write them, apart from the reader's. */
const MODEL = protobuf
  .parse(
    `syntax = "proto2";
message AttributeProto {
  optional string name = 1; optional float f = 2; optional int64 i = 3; optional bytes s = 4;
  optional TensorProto t = 5; repeated float floats = 7; repeated int64 ints = 8;
  optional int32 type = 20;
}
message NodeProto {
  repeated string input = 1; repeated string output = 2; optional string name = 3;
  optional string op_type = 4; repeated AttributeProto attribute = 5; optional string domain = 7;
}
message Entry { optional string key = 1; optional string value = 2; }
message TensorProto {
  repeated int64 dims = 1; optional int32 data_type = 2;
  repeated float float_data = 4 [packed = true]; repeated int32 int32_data = 5 [packed = true];
  repeated int64 int64_data = 7 [packed = true]; optional string name = 8;
  optional bytes raw_data = 9; repeated double double_data = 10 [packed = true];
  repeated Entry external_data = 13; optional int32 data_location = 14;
}
message Dimension { optional int64 dim_value = 1; optional string dim_param = 2; }
message Shape { repeated Dimension dim = 1; }
message TensorType { optional int32 elem_type = 1; optional Shape shape = 2; }
message Type { optional TensorType tensor_type = 1; }
message ValueInfoProto { optional string name = 1; optional Type type = 2; }
message GraphProto {
  repeated NodeProto node = 1; optional string name = 2; repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
}
message OperatorSetIdProto { optional string domain = 1; optional int64 version = 2; }
message ModelProto {
  optional int64 ir_version = 1; optional string producer_name = 2;
  optional string producer_version = 3; optional GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8;
}`,
  )
  .root.lookupType('ModelProto');

/** How a tensor's numbers stand in the file. */
type Storage =
  'float' | 'raw' | 'double' | 'int64' | 'rawInt64' | 'int32' | 'half' | 'rawHalf' | 'external';

/** TensorProto.DataType of each. */
const TYPES: Readonly<Record<Storage, number>> = {
  float: 1,
  raw: 1,
  external: 1,
  int32: 6,
  int64: 7,
  rawInt64: 7,
  half: 10,
  rawHalf: 10,
  double: 11,
};

export interface TensorSpec {
  readonly dims: readonly number[];
  readonly values: ArrayLike<number>;
  readonly storage?: Storage;
}

export type AttributeValue = number | string | readonly number[] | { float: number } | TensorSpec;

export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly name?: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

/** A size, a name for one that is open, or undefined for one that nothing is said of. */
export type Dims = readonly (number | string | undefined)[];

export interface GraphSpec {
  readonly opset: number;
  readonly nodes: readonly NodeSpec[];
  readonly tensors: Readonly<Record<string, TensorSpec>>;
  readonly inputs: Readonly<Record<string, Dims | undefined>>;
  readonly outputs: Readonly<Record<string, Dims | undefined>>;
  /** Version 3 lists weights among the inputs too. */
  readonly irVersion?: number;
  readonly producer?: readonly [name: string, version: string];
}

/** An `.onnx` file. */
export function buildOnnx(spec: GraphSpec): Uint8Array {
  const { opset, tensors, irVersion = 7, producer = ['builder', '1'] } = spec;
  const weights = irVersion <= 3 ? Object.entries(tensors) : [];
  return MODEL.encode({
    irVersion,
    producerName: producer[0],
    producerVersion: producer[1],
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name: 'graph',
      node: spec.nodes.map(encodeNode),
      initializer: Object.entries(tensors).map(([name, tensor]) => encodeTensor(tensor, name)),
      input: [
        ...Object.entries(spec.inputs).map(([name, dims]) => encodeValue(name, dims)),
        ...weights.map(([name, { dims, storage }]) => encodeValue(name, dims, typeOf(storage))),
      ],
      output: Object.entries(spec.outputs).map(([name, dims]) => encodeValue(name, dims)),
    },
  }).finish();
}

function encodeNode({ op, inputs, output, name = '', domain = '', attributes = {} }: NodeSpec) {
  return {
    input: inputs,
    output: [output],
    name,
    opType: op,
    domain,
    attribute: Object.entries(attributes).map(([key, value]) => encodeAttribute(key, value)),
  };
}

function encodeAttribute(name: string, value: AttributeValue) {
  if (typeof value === 'number') return { name, i: value, type: 2 };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: 3 };
  if ('float' in value) return { name, f: value.float, type: 1 };
  if ('dims' in value) return { name, t: encodeTensor(value, ''), type: 4 };
  return { name, ints: value, type: 7 };
}

function encodeTensor({ dims, values, storage = 'raw' }: TensorSpec, name: string) {
  const list = Array.from(values);
  const tensor = { dims, name, dataType: typeOf(storage) };
  switch (storage) {
    case 'raw':
      return { ...tensor, rawData: bytesOf(Float32Array.from(list)) };
    case 'rawInt64':
      return { ...tensor, rawData: bytesOf(BigInt64Array.from(list.map(BigInt))) };
    case 'float':
      return { ...tensor, floatData: list };
    case 'double':
      return { ...tensor, doubleData: list };
    case 'int64':
      return { ...tensor, int64Data: list };
    case 'int32':
      return { ...tensor, int32Data: list };
    case 'half':
      return { ...tensor, int32Data: list.map(encodeFloat16) };
    case 'rawHalf':
      return { ...tensor, rawData: bytesOf(Uint16Array.from(list.map(encodeFloat16))) };
    case 'external':
      return {
        ...tensor,
        dataLocation: 1,
        externalData: [
          { key: 'location', value: 'w.bin' },
          { key: 'offset', value: '8' },
          { key: 'length', value: String(4 * list.length) },
        ],
      };
  }
}

function typeOf(storage: Storage = 'raw'): number {
  return TYPES[storage];
}

function encodeValue(name: string, dims: Dims | undefined, elemType = TYPES.float) {
  const shape = dims && {
    dim: dims.map((size) => {
      if (size === undefined) return {};
      return typeof size === 'number' ? { dimValue: size } : { dimParam: size };
    }),
  };
  return { name, type: { tensorType: { elemType, ...(shape && { shape }) } } };
}

function bytesOf(array: Float32Array | BigInt64Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
