import type { KernelBackend, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import {
  type Activation,
  type Conv2d,
  type Dense,
  type DepthwiseConv2d,
  inputsOf,
  type Operation,
  type Padding,
  type Plan,
} from '../../graph/plan.js';
import type { Executable } from '../backend.js';

/** Weights and bias of an operation, on the device until the executable is disposed. */
interface Constants {
  readonly weights: TensorInfo;
  readonly bias: TensorInfo;
}

/** Runs a plan with TensorFlow.js's kernels. */
export class TfjsExecutable implements Executable {
  private readonly plan: Plan;
  private readonly kernels: Kernels;
  private readonly constants = new Map<Operation, Constants>();
  /** How many operations read each value. */
  private readonly readers: readonly number[];
  private disposed = false;

  constructor(plan: Plan, kernels: Kernels) {
    this.plan = plan;
    this.kernels = kernels;
    const readers = plan.values.map(() => 0);
    for (const operation of plan.operations) {
      for (const id of inputsOf(operation)) readers[id] = (readers[id] ?? 0) + 1;
    }
    this.readers = readers;
    for (const operation of plan.operations) {
      if ('weights' in operation) this.constants.set(operation, this.upload(operation));
    }
  }

  async run(images: Float32Array, count: number): Promise<Float32Array> {
    const output = this.forward(images, count);
    try {
      const values = (await this.kernels.device.read(output.dataId)) as Float32Array;
      // A copy, because `values` may be the device's memory.
      return Float32Array.from(values);
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
    // A copy, because a tensor keeps its array.
    const input = images.slice(0, batch * 784);
    const values = new Map<number, TensorInfo>();
    values.set(this.plan.input, this.kernels.tensor(input, [batch, 28, 28, 1]));
    const left = [...this.readers];
    for (const operation of this.plan.operations) {
      values.set(operation.output, this.execute(operation, values, batch));
      for (const id of inputsOf(operation)) {
        left[id] = (left[id] ?? 0) - 1;
        if (left[id] === 0) this.release(values, id);
      }
    }
    const output = values.get(this.plan.output) as TensorInfo;
    values.delete(this.plan.output);
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

  /** On a matrix, because some kernels do not support larger tensors. */
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

function explicit({ top, bottom, left, right }: Padding): [number, number][] {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

/** The activation of a fused kernel. */
interface FusedAttributes {
  readonly activation: 'linear' | 'relu' | 'relu6' | 'elu' | 'sigmoid' | 'leakyrelu';
  readonly leakyreluAlpha?: number;
}

/** The attributes for a fused kernel; null if it does not support the activation. */
function fusedActivation(activation: Activation): FusedAttributes | null {
  switch (activation.kind) {
    case 'linear':
    case 'sigmoid':
      return { activation: activation.kind };
    case 'elu':
      return activation.alpha === 1 ? { activation: 'elu' } : null;
    case 'relu':
      if (activation.slope !== 0) {
        return activation.max === Infinity
          ? { activation: 'leakyrelu', leakyreluAlpha: activation.slope }
          : null;
      }
      if (activation.max === Infinity) return { activation: 'relu' };
      return activation.max === 6 ? { activation: 'relu6' } : null;
    default:
      return null;
  }
}

/** Applies an activation with separate kernels. The caller frees the input. */
function activate(kernels: Kernels, x: TensorInfo, activation: Activation): TensorInfo {
  const owned: TensorInfo[] = [];
  const keep = (tensor: TensorInfo) => {
    owned.push(tensor);
    return tensor;
  };
  const scalar = (value: number) => keep(kernels.tensor(Float32Array.of(value), [1]));
  const scaled = (a: TensorInfo, factor: number) =>
    keep(kernels.call('Multiply', { a, b: scalar(factor) }));
  const plus = (a: TensorInfo, term: number) => keep(kernels.call('Add', { a, b: scalar(term) }));

  const compute = (): TensorInfo => {
    switch (activation.kind) {
      case 'linear':
        return kernels.call('Reshape', { x }, { shape: x.shape });
      case 'sigmoid':
        return kernels.call('Sigmoid', { x });
      case 'tanh':
        return kernels.call('Tanh', { x });
      case 'selu':
        return kernels.call('Selu', { x });
      case 'softplus':
        return kernels.call('Softplus', { x });
      case 'swish':
        return kernels.call('Multiply', { a: x, b: keep(kernels.call('Sigmoid', { x })) });
      case 'softsign':
        return kernels.call('RealDiv', { a: x, b: plus(keep(kernels.call('Abs', { x })), 1) });
      case 'hardSigmoid': {
        const line = plus(scaled(x, activation.slope), activation.offset);
        return kernels.call('ClipByValue', { x: line }, { clipValueMin: 0, clipValueMax: 1 });
      }
      case 'elu': {
        if (activation.alpha === 1) return kernels.call('Elu', { x });
        // relu(x) + alpha * min(elu(x), 0)
        const negative = keep(
          kernels.call('Minimum', { a: keep(kernels.call('Elu', { x })), b: scalar(0) }),
        );
        const positive = keep(kernels.call('Relu', { x }));
        return kernels.call('Add', { a: positive, b: scaled(negative, activation.alpha) });
      }
      case 'relu': {
        const { slope, max } = activation;
        if (max === Infinity) {
          return slope === 0
            ? kernels.call('Relu', { x })
            : kernels.call('LeakyRelu', { x }, { alpha: slope });
        }
        if (slope === 0) {
          return kernels.call('ClipByValue', { x }, { clipValueMin: 0, clipValueMax: max });
        }
        const leaky = keep(kernels.call('LeakyRelu', { x }, { alpha: slope }));
        return kernels.call('Minimum', { a: leaky, b: scalar(max) });
      }
    }
  };
  const result = compute();
  for (const tensor of owned) kernels.free(tensor);
  return result;
}

/** The kernels that are called, by TensorFlow.js's names. */
const KERNEL_NAMES = [
  'Abs',
  'Add',
  'AvgPool',
  'ClipByValue',
  'Elu',
  'FusedConv2D',
  'FusedDepthwiseConv2D',
  'LeakyRelu',
  'MaxPool',
  'Minimum',
  'Multiply',
  'PadV2',
  'RealDiv',
  'Relu',
  'Reshape',
  'Selu',
  'Sigmoid',
  'Softmax',
  'Softplus',
  'Tanh',
  '_FusedMatMul',
] as const;

type KernelName = (typeof KERNEL_NAMES)[number];

/** The part of a TensorFlow.js backend that is used. */
type Device = Pick<KernelBackend, 'disposeData' | 'read' | 'write'>;

/**
 * Calls kernels directly (`config.kernelFunc`), without TensorFlow.js's global registry, which a page's own
 * TensorFlow.js would share.
 */
export class Kernels {
  readonly device: Device;
  private readonly functions = new Map<string, KernelConfig['kernelFunc']>();

  /** @param configs one per kernel in {@link KERNEL_NAMES} */
  constructor(device: Device, configs: readonly KernelConfig[]) {
    this.device = device;
    for (const config of configs) {
      config.setupFunc?.(device);
      this.functions.set(config.kernelName, config.kernelFunc);
    }
    const missing = KERNEL_NAMES.filter((name) => !this.functions.has(name));
    if (missing.length > 0) throw new Error(`Kernels missing: ${missing.join(', ')}`);
  }

  /** Creates a tensor. The values are uploaded when a kernel first reads them. */
  tensor(values: Float32Array, shape: readonly number[]): TensorInfo {
    const dataId = this.device.write(values, [...shape], 'float32');
    return { dataId, shape: [...shape], dtype: 'float32' };
  }

  call(
    name: KernelName,
    inputs: Record<string, TensorInfo>,
    attrs: Record<string, unknown> = {},
  ): TensorInfo {
    const run = this.functions.get(name) as KernelConfig['kernelFunc'];
    return run({ inputs, attrs: attrs as never, backend: this.device }) as TensorInfo;
  }

  free(tensor: TensorInfo): void {
    this.device.disposeData(tensor.dataId);
  }
}
