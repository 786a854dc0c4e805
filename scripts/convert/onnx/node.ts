import { ScriptError } from '../../lib/script-error.js';
import type { AttributeProto, NodeProto } from './format/schema.js';
import { readTensor } from './format/read-tensor.js';
import type { Tensor } from './tensor.js';

/** An operation of the graph, with its attributes read by name. */
export class OnnxNode {
  /** Its own name, or else that of what it computes. */
  readonly name: string;
  readonly opType: string;
  /** Names of values; '' for an optional one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  /** Version of the operator set that its meaning comes from. */
  readonly opset: number;
  private readonly attributes: ReadonlyMap<string, AttributeProto>;

  constructor(proto: NodeProto, opset: number) {
    this.name = proto.name || proto.output[0] || '';
    this.opType = proto.opType;
    this.inputs = proto.input;
    this.outputs = proto.output;
    this.domain = proto.domain === 'ai.onnx' ? '' : proto.domain;
    this.opset = opset;
    this.attributes = new Map(proto.attribute.map((attribute) => [attribute.name, attribute]));
  }

  /** The name of its first result. */
  get output(): string {
    return this.outputs[0] ?? '';
  }

  /** For messages: `node conv1 (Conv)`. */
  get where(): string {
    return `node ${this.name} (${this.opType})`;
  }

  has(key: string): boolean {
    return this.attributes.has(key);
  }

  int(key: string, fallback: number): number {
    return this.attributes.get(key)?.i ?? fallback;
  }

  float(key: string, fallback: number): number {
    return this.attributes.get(key)?.f ?? fallback;
  }

  string(key: string, fallback: string): string {
    const value = this.attributes.get(key)?.s;
    return value ? new TextDecoder().decode(value) : fallback;
  }

  ints(key: string): readonly number[] | undefined {
    return this.attributes.get(key)?.ints;
  }

  floats(key: string): readonly number[] | undefined {
    return this.attributes.get(key)?.floats;
  }

  tensor(key: string): Tensor | undefined {
    const proto = this.attributes.get(key)?.t;
    return proto ? readTensor(proto, `${this.where}, attribute ${key}`) : undefined;
  }

  /** An error for what this converter does not do. */
  unsupported(problem: string): ScriptError {
    return new ScriptError('unsupported-network', `${this.where}: ${problem}`);
  }

  /** An error for what no network can mean. */
  bad(problem: string): ScriptError {
    return new ScriptError('bad-network', `${this.where}: ${problem}`);
  }
}
