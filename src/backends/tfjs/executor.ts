import type { TensorInfo } from '@tensorflow/tfjs-core';
import type {
  Activation,
  Conv2d,
  Dense,
  DepthwiseConv2d,
  Operation,
  Padding,
  Plan,
} from '../../graph/plan.js';
import type { Executable } from '../backend.js';
import { softmaxRows } from '../softmax.js';
import { activate, fusedActivation } from './activations.js';
import type { Kernels } from './kernels.js';

/** Weights and bias of an operation, on the device for as long as the executable lives. */
interface Constants {
  readonly weights: TensorInfo;
  readonly bias: TensorInfo;
}

/** Runs a plan with TensorFlow.js kernels, whatever the device. */
export class TfjsExecutable implements Executable {
  private readonly plan: Plan;
  private readonly kernels: Kernels;
  private readonly operations: readonly Operation[];
  private readonly constants = new Map<Operation, Constants>();
  /** How many operations read each value. */
  private readonly readers: readonly number[];
  private disposed = false;

  constructor(plan: Plan, kernels: Kernels) {
    this.plan = plan;
    this.kernels = kernels;
    // Ten numbers a drawing: their softmax costs several kernels there and nothing here.
    this.operations =
      plan.operations.at(-1)?.kind === 'softmax' ? plan.operations.slice(0, -1) : plan.operations;
    const readers = plan.values.map(() => 0);
    for (const operation of this.operations) {
      for (const id of inputsOf(operation)) readers[id] = (readers[id] ?? 0) + 1;
    }
    this.readers = readers;
    for (const operation of this.operations) {
      if ('weights' in operation) this.constants.set(operation, this.upload(operation));
    }
  }

  async run(images: Float32Array, count: number): Promise<Float32Array> {
    const output = this.forward(images, count);
    try {
      const values = (await this.kernels.device.read(output.dataId)) as Float32Array;
      // Not the device's own memory.
      const answers = Float32Array.from(values);
      const host = this.operations.length < this.plan.operations.length;
      return host ? softmaxRows(answers, 10) : answers;
    } finally {
      if (!this.disposed) this.kernels.free(output);
    }
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const { weights, bias } of this.constants.values()) {
      this.kernels.free(weights);
      this.kernels.free(bias);
    }
  }

  private forward(images: Float32Array, batch: number): TensorInfo {
    // A copy: a tensor keeps the array that it is given.
    const input = images.slice(0, batch * 784);
    const values = new Map<number, TensorInfo>();
    values.set(this.plan.input, this.kernels.tensor(input, [batch, 28, 28, 1]));
    const left = [...this.readers];
    let last = this.plan.input;
    for (const operation of this.operations) {
      values.set(operation.output, this.execute(operation, values, batch));
      last = operation.output;
      for (const id of inputsOf(operation)) {
        left[id] = (left[id] ?? 0) - 1;
        if (left[id] === 0) this.release(values, id);
      }
    }
    const output = values.get(last) as TensorInfo;
    values.delete(last);
    for (const id of [...values.keys()]) this.release(values, id);
    return output;
  }

  private release(values: Map<number, TensorInfo>, id: number): void {
    const tensor = values.get(id);
    if (tensor === undefined) return;
    this.kernels.free(tensor);
    values.delete(id);
  }

  private execute(op: Operation, values: Map<number, TensorInfo>, batch: number): TensorInfo {
    const value = (id: number) => values.get(id) as TensorInfo;
    const { kernels } = this;
    const shape = [batch, ...(this.plan.values[op.output] ?? [])];
    switch (op.kind) {
      case 'conv2d':
      case 'depthwiseConv2d':
        return this.convolve(op, value(op.input));
      case 'dense':
        return this.multiply(op, value(op.input), batch);
      case 'maxPool':
      case 'averagePool':
        return kernels.call(
          op.kind === 'maxPool' ? 'MaxPool' : 'AvgPool',
          { x: value(op.input) },
          { filterSize: [...op.window], strides: [...op.strides], pad: explicit(op.padding) },
        );
      case 'pad':
        return kernels.call(
          'PadV2',
          { x: value(op.input) },
          { paddings: explicit(op.padding), constantValue: 0 },
        );
      case 'add': {
        const sum = kernels.call('Add', { a: value(op.inputs[0]), b: value(op.inputs[1]) });
        return this.activated(sum, op.activation);
      }
      case 'activate':
        return activate(kernels, value(op.input), op.activation);
      case 'softmax':
        return this.softmax(value(op.input), shape);
      case 'reshape':
        return kernels.call('Reshape', { x: value(op.input) }, { shape });
    }
  }

  private convolve(op: Conv2d | DepthwiseConv2d, x: TensorInfo): TensorInfo {
    const { weights, bias } = this.constants.get(op) as Constants;
    const fused = fusedActivation(op.activation);
    const out = this.kernels.call(
      op.kind === 'conv2d' ? 'FusedConv2D' : 'FusedDepthwiseConv2D',
      { x, filter: weights, bias },
      {
        strides: [...op.strides],
        pad: explicit(op.padding),
        dilations: [...op.dilations],
        dataFormat: 'NHWC',
        ...(fused ?? { activation: 'linear' }),
      },
    );
    return fused ? out : this.activated(out, op.activation);
  }

  private multiply(op: Dense, x: TensorInfo, batch: number): TensorInfo {
    const { weights, bias } = this.constants.get(op) as Constants;
    const [, inputs = 0, outputs = 0] = weights.shape;
    const a = this.kernels.call('Reshape', { x }, { shape: [1, batch, inputs] });
    const fused = fusedActivation(op.activation);
    const product = this.kernels.call(
      '_FusedMatMul',
      { a, b: weights, bias },
      { transposeA: false, transposeB: false, ...(fused ?? { activation: 'linear' }) },
    );
    this.kernels.free(a);
    const out = this.reshaped(product, [batch, 1, 1, outputs]);
    return fused ? out : this.activated(out, op.activation);
  }

  /** Over rows of a matrix: not every kernel takes the last axis of a larger tensor. */
  private softmax(x: TensorInfo, shape: readonly number[]): TensorInfo {
    const channels = shape.at(-1) ?? 1;
    const rows = shape.reduce((a, b) => a * b, 1) / channels;
    const logits = this.kernels.call('Reshape', { x }, { shape: [rows, channels] });
    const out = this.kernels.call('Softmax', { logits }, { dim: 1 });
    this.kernels.free(logits);
    return this.reshaped(out, shape);
  }

  private reshaped(x: TensorInfo, shape: readonly number[]): TensorInfo {
    const view = this.kernels.call('Reshape', { x }, { shape: [...shape] });
    this.kernels.free(x);
    return view;
  }

  private activated(x: TensorInfo, activation: Activation): TensorInfo {
    if (activation.kind === 'linear') return x;
    const out = activate(this.kernels, x, activation);
    this.kernels.free(x);
    return out;
  }

  private upload(op: Conv2d | DepthwiseConv2d | Dense): Constants {
    const channels = op.bias.length;
    const bias = this.kernels.tensor(op.bias, [channels]);
    if (op.kind === 'dense') {
      const shape = [1, op.weights.length / channels, channels];
      return { weights: this.kernels.tensor(op.weights, shape), bias };
    }
    const last = op.kind === 'conv2d' ? channels : op.multiplier;
    const [height, width] = op.window;
    const shape = [height, width, op.weights.length / (height * width * last), last];
    return { weights: this.kernels.tensor(op.weights, shape), bias };
  }
}

function inputsOf(operation: Operation): readonly number[] {
  return operation.kind === 'add' ? operation.inputs : [operation.input];
}

function explicit({ top, bottom, left, right }: Padding): [number, number][] {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
