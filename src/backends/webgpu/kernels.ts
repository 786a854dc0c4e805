import { inputsOf, type Operation, type Plan, type Shape, type ValueId } from '../../graph/plan.js';
import { LANES } from '../gpu-layout.js';
import { planMemory, findOwners, type PlannedBuffer, type KernelValues } from '../memory-plan.js';
import {
  addBlocks,
  conv2d,
  dense,
  depthwiseConv2d,
  blocksLength,
  blocksOf,
} from './convolution-shaders.js';
import { activate, add, foldDispatch, pad, pool, type Shader, softmax } from './shaders.js';

/** A dispatch, before its shader is compiled. Its values have memory of their own. */
interface KernelDescription extends KernelValues {
  readonly shader: Shader;
}

/** The kernels that a plan needs. */
interface KernelDescriptions {
  readonly kernels: readonly KernelDescription[];
  /** Numbers per image of each value by id: the plan's values, then those of {@link blocksOf | blocks}. */
  readonly lengths: readonly number[];
  /** The value whose memory contains the network's output. */
  readonly output: ValueId;
}

/**
 * Creates the shaders of a plan. A reshape shares the memory of its input, so it needs none. Fusing a pool with
 * the convolution before it would save no measurable time.
 */
export function describeKernels({
  operations,
  values,
  output,
}: Pick<Plan, 'operations' | 'values' | 'output'>): KernelDescriptions {
  const owners = findOwners(operations);
  const ownerOf = (value: ValueId): ValueId => owners.get(value) ?? value;
  const shapeOf = (value: ValueId): Shape => values[value]!;
  const lengths = values.map(([height, width, channels]) => height * width * channels);
  const kernels: KernelDescription[] = [];
  for (const operation of operations) {
    if (operation.kind === 'reshape') continue;
    if (operation.kind === 'dense' && blocksOf(lengths[operation.input]!) > 1) {
      const shader = dense(operation);
      const blocks = lengths.push(blocksLength(operation)) - 1;
      kernels.push(
        { inputs: [ownerOf(operation.input)], output: blocks, shader },
        { inputs: [blocks], output: operation.output, shader: addBlocks(operation) },
      );
    } else {
      kernels.push({
        inputs: inputsOf(operation).map(ownerOf),
        output: operation.output,
        shader: createShader(operation, shapeOf),
      });
    }
  }
  return { kernels, lengths, output: ownerOf(output) };
}

function createShader(
  operation: Exclude<Operation, { kind: 'reshape' }>,
  shapeOf: (value: ValueId) => Shape,
): Shader {
  const output = shapeOf(operation.output);
  if (operation.kind === 'add') return add(operation.activation, output);
  const input = shapeOf(operation.input);
  switch (operation.kind) {
    case 'conv2d':
      return conv2d(operation, input, output);
    case 'depthwiseConv2d':
      return depthwiseConv2d(operation, input, output);
    case 'maxPool':
    case 'averagePool':
      return pool(operation, input, output);
    case 'dense':
      return dense(operation);
    case 'pad':
      return pad(operation, input, output);
    case 'activate':
      return activate(operation.activation, output);
    case 'softmax':
      return softmax(output);
  }
}

/** A dispatch with its compiled shader, and its weights on the device. */
export interface Kernel extends KernelValues {
  readonly pipeline: GPUComputePipeline;
  readonly constants: GPUBuffer | undefined;
  readonly invocations: Shader['invocations'];
}

/** Compiles all shaders in parallel, and uploads weights meanwhile. */
export function createKernels(
  device: GPUDevice,
  kernels: readonly KernelDescription[],
): Promise<Kernel[]> {
  const compiling = new Map<string, Promise<GPUComputePipeline>>();
  return Promise.all(
    kernels.map(async ({ inputs, output, shader }) => {
      const { code, constants, invocations } = shader;
      const pipeline = compiling.get(code) ?? compile(device, code);
      compiling.set(code, pipeline);
      const uploaded = constants && upload(device, constants);
      return { inputs, output, invocations, pipeline: await pipeline, constants: uploaded };
    }),
  );
}

/** Records one compute pass with a dispatch for each kernel. */
export function encodeKernels(
  encoder: GPUCommandEncoder,
  kernels: readonly Kernel[],
  bindings: readonly GPUBindGroup[],
  count: number,
): void {
  const pass = encoder.beginComputePass();
  kernels.forEach(({ pipeline, invocations }, index) => {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings[index]!);
    pass.dispatchWorkgroups(...foldDispatch(invocations(count)));
  });
  pass.end();
}

function compile(device: GPUDevice, code: string): Promise<GPUComputePipeline> {
  const module = device.createShaderModule({ code });
  return device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module, entryPoint: 'main' },
  });
}

function upload(device: GPUDevice, values: Float32Array): GPUBuffer {
  const buffer = device.createBuffer({
    size: values.byteLength,
    usage: GPUBufferUsage.STORAGE,
    mappedAtCreation: true,
  });
  new Float32Array(buffer.getMappedRange()).set(values);
  buffer.unmap();
  return buffer;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** The buffer of each value, with lengths in numbers per image. */
export interface BatchMemoryPlan {
  readonly bufferOf: ReadonlyMap<ValueId, PlannedBuffer>;
  readonly input: ValueId;
  readonly output: ValueId;
  /** Numbers per input and per output. */
  readonly inputLength: number;
  readonly outputLength: number;
}

export function planBatchMemory(
  input: ValueId,
  { kernels, lengths, output }: KernelDescriptions,
): BatchMemoryPlan {
  const lengthOf = (value: ValueId) => lengths[value]!;
  return {
    bufferOf: planMemory(kernels, input, output, lengthOf),
    input,
    output,
    inputLength: lengthOf(input),
    outputLength: lengthOf(output),
  };
}

/** Maximum images per run, from the device's limits. */
export function maxImages({ bufferOf }: BatchMemoryPlan, limits: GPUSupportedLimits): number {
  const longest = Math.max(...[...bufferOf.values()].map(({ length }) => length));
  const bytes = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  return Math.max(1, Math.floor((bytes - LANES * BYTES) / (longest * BYTES)));
}

/** The buffers for batches of up to `capacity` images. */
export class Buffers {
  readonly capacity: number;
  readonly bindings: readonly GPUBindGroup[];
  private readonly plan: BatchMemoryPlan;
  private readonly device: GPUDevice;
  private readonly gpuBuffers: ReadonlyMap<PlannedBuffer, GPUBuffer>;
  private readonly images: GPUBuffer;
  private readonly staging: GPUBuffer;
  private count = 0;

  constructor(
    device: GPUDevice,
    plan: BatchMemoryPlan,
    kernels: readonly Kernel[],
    capacity: number,
  ) {
    const create = (numbers: number, usage: number) =>
      device.createBuffer({ size: wholeVectors(numbers) * BYTES, usage });
    const { COPY_DST, COPY_SRC, MAP_READ, STORAGE, UNIFORM } = GPUBufferUsage;
    this.device = device;
    this.plan = plan;
    this.capacity = capacity;
    this.gpuBuffers = new Map(
      [...new Set(plan.bufferOf.values())].map((buffer) => [
        buffer,
        create(buffer.length * capacity, STORAGE | COPY_DST | COPY_SRC),
      ]),
    );
    this.images = create(1, UNIFORM | COPY_DST);
    this.staging = create(plan.outputLength * capacity, MAP_READ | COPY_DST);
    this.bindings = kernels.map(({ inputs, output, pipeline, constants }) => {
      const values = [output, ...inputs].map((value) => this.gpuBufferOf(value));
      const buffers = [this.images, ...values, ...(constants ? [constants] : [])];
      return device.createBindGroup({
        layout: pipeline.getBindGroupLayout(0),
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
    });
  }

  write(images: Float32Array, count: number): void {
    const { queue } = this.device;
    if (count !== this.count) queue.writeBuffer(this.images, 0, Uint32Array.of(count));
    this.count = count;
    const { buffer, byteOffset, byteLength } = images;
    queue.writeBuffer(this.gpuBufferOf(this.plan.input), 0, buffer, byteOffset, byteLength);
  }

  /** Records a copy of the output for {@link read}. */
  encodeCopy(encoder: GPUCommandEncoder): void {
    const from = this.gpuBufferOf(this.plan.output);
    encoder.copyBufferToBuffer(from, 0, this.staging, 0, this.outputBytes);
  }

  /** @returns the output of the last batch, a new array */
  async read(): Promise<Float32Array> {
    await this.staging.mapAsync(GPUMapMode.READ, 0, this.outputBytes);
    try {
      return new Float32Array(this.staging.getMappedRange(0, this.outputBytes).slice(0));
    } finally {
      // A mapped buffer cannot be used again, so unmap it even if there is no memory for the copy.
      this.staging.unmap();
    }
  }

  destroy(): void {
    for (const buffer of [...this.gpuBuffers.values(), this.images, this.staging]) buffer.destroy();
  }

  private get outputBytes(): number {
    return this.count * this.plan.outputLength * BYTES;
  }

  private gpuBufferOf(value: ValueId): GPUBuffer {
    return this.gpuBuffers.get(this.plan.bufferOf.get(value)!)!;
  }
}

/** Rounded up, because some shaders read and write whole vectors. */
function wholeVectors(numbers: number): number {
  return Math.ceil(numbers / LANES) * LANES;
}
