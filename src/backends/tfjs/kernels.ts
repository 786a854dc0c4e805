import type { KernelBackend, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';

/** The kernels that the executor calls, by TensorFlow.js's names. */
export const KERNEL_NAMES = [
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

export type KernelName = (typeof KERNEL_NAMES)[number];

/** The part of a TensorFlow.js backend that the executor uses. */
export type Device = Pick<KernelBackend, 'disposeData' | 'read' | 'write'>;

/**
 * Calls kernels directly (`config.kernelFunc`), past TensorFlow.js's registry and engine, so that a
 * page's own TensorFlow.js neither sees nor disturbs them.
 */
export class Kernels {
  readonly device: Device;
  private readonly functions = new Map<string, KernelConfig['kernelFunc']>();

  /** @param configs one for each of {@link KERNEL_NAMES}. */
  constructor(device: Device, configs: readonly KernelConfig[]) {
    this.device = device;
    for (const config of configs) {
      config.setupFunc?.(device);
      this.functions.set(config.kernelName, config.kernelFunc);
    }
    const missing = KERNEL_NAMES.filter((name) => !this.functions.has(name));
    if (missing.length > 0) throw new Error(`Kernels missing: ${missing.join(', ')}`);
  }

  /** A tensor on the device; `values` are uploaded when a kernel first needs them. */
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
