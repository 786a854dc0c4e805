import protobuf from 'protobufjs';

/**
 * The part of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto that a network for inference
 * uses; other fields are passed over. Packed numbers of tensors are taken as the bytes they are, so
 * that none becomes an object before its tensor's size is known.
 */
const PROTO = `
syntax = "proto2";
message AttributeProto {
  optional string name = 1; optional float f = 2; optional int64 i = 3; optional bytes s = 4;
  optional TensorProto tensor = 5; repeated float floats = 7; repeated int64 ints = 8;
}
message ValueInfoProto { optional string name = 1; optional TypeProto type = 2; }
message NodeProto {
  repeated string input = 1; repeated string output = 2; optional string name = 3;
  optional string op_type = 4; repeated AttributeProto attribute = 5; optional string domain = 7;
}
message OperatorSetIdProto { optional string domain = 1; optional int64 version = 2; }
message ModelProto {
  optional string producer_name = 2; optional string producer_version = 3;
  optional GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8;
}
message GraphProto {
  repeated NodeProto node = 1; optional string name = 2; repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
}
message StringStringEntryProto { optional string key = 1; optional string value = 2; }
message TensorProto {
  repeated int64 dims = 1; optional int32 data_type = 2; repeated bytes float_data = 4;
  repeated bytes int32_data = 5; repeated bytes int64_data = 7; optional string name = 8;
  optional bytes raw_data = 9; repeated bytes double_data = 10;
  repeated StringStringEntryProto external_data = 13; optional int32 data_location = 14;
}
message TypeProto { optional TensorTypeProto tensor_type = 1; }
message TensorTypeProto { optional TensorShapeProto shape = 2; }
message TensorShapeProto { repeated DimensionProto dimension = 1; }
message DimensionProto { optional int64 dim_value = 1; }
`;

/** The message of a whole file. */
export const MODEL = protobuf.parse(PROTO).root.resolveAll().lookupType('ModelProto');

export interface AttributeProto {
  readonly name: string;
  readonly f: number;
  readonly i: number;
  readonly s: Uint8Array;
  readonly tensor: TensorProto | null;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      /** A size that is absent is 0. */
      readonly shape: { readonly dimension: readonly { readonly dimValue: number }[] } | null;
    } | null;
  } | null;
}

export interface NodeProto {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly attribute: readonly AttributeProto[];
  readonly domain: string;
}

export interface TensorProto {
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly floatData: readonly Uint8Array[];
  readonly int32Data: readonly Uint8Array[];
  readonly int64Data: readonly Uint8Array[];
  readonly name: string;
  readonly rawData: Uint8Array;
  readonly doubleData: readonly Uint8Array[];
  readonly externalData: readonly { readonly key: string; readonly value: string }[];
  readonly dataLocation: number;
}

export interface GraphProto {
  readonly node: readonly NodeProto[];
  readonly name: string;
  readonly initializer: readonly TensorProto[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
}

/** A decoded file; absent fields have the defaults of proto2, absent messages are null. */
export interface ModelProto {
  readonly producerName: string;
  readonly producerVersion: string;
  readonly graph: GraphProto | null;
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
}
