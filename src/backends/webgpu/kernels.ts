import type { Operation, Plan, Shape, ValueId } from '../../graph/plan.js';
import { LANES } from '../gpu-layout.js';
import { assignSlots, findOwners, inputsOf, type Slot, type Step } from '../memory-plan.js';
import {
  addParts,
  conv2d,
  dense,
  depthwiseConv2d,
  partsLength,
  partsOf,
} from './convolution-shaders.js';
import { activate, add, foldDispatch, pad, pool, type Shader, softmax } from './shaders.js';

/** One dispatch. Its inputs and output are values that have memory of their own. */
interface ShaderStep extends Step {
  readonly shader: Shader;
}

/** What the device does for a plan. */
interface Program {
  readonly steps: readonly ShaderStep[];
  /** Numbers per image of each value, by id: the plan's, then those that only the steps have. */
  readonly lengths: readonly number[];
  /** Whose memory holds what the last step gives. */
  readonly output: ValueId;
}

/**
 * A shader for each operation. A reshaped value is a view of what it was made from.
 *
 * A max-pool stays apart from the convolution before it: taken along, it saved nothing measurable.
 */
export function createProgram({
  operations,
  values,
  output,
}: Pick<Plan, 'operations' | 'values' | 'output'>): Program {
  const owners = findOwners(operations);
  const ownerOf = (value: ValueId): ValueId => owners.get(value) ?? value;
  const shapeOf = (value: ValueId): Shape => values[value]!;
  const lengths = values.map(([height, width, channels]) => height * width * channels);
  const steps: ShaderStep[] = [];
  for (const operation of operations) {
    if (operation.kind === 'reshape') continue;
    if (operation.kind === 'dense' && partsOf(lengths[operation.input]!) > 1) {
      const shader = dense(operation);
      const parts = lengths.push(partsLength(operation)) - 1;
      steps.push(
        { inputs: [ownerOf(operation.input)], output: parts, shader },
        { inputs: [parts], output: operation.output, shader: addParts(operation) },
      );
    } else {
      steps.push({
        inputs: inputsOf(operation).map(ownerOf),
        output: operation.output,
        shader: createShader(operation, shapeOf),
      });
    }
  }
  return { steps, lengths, output: ownerOf(output) };
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

/** A step whose shader is compiled and whose weights are on the device. */
export interface Pipeline extends Step {
  readonly compiled: GPUComputePipeline;
  readonly constants: GPUBuffer | undefined;
  readonly invocations: Shader['invocations'];
}

/** Compiles all shaders at once, off this thread, and uploads their weights meanwhile. */
export function createPipelines(
  device: GPUDevice,
  steps: readonly ShaderStep[],
): Promise<Pipeline[]> {
  const compiling = new Map<string, Promise<GPUComputePipeline>>();
  return Promise.all(
    steps.map(async ({ inputs, output, shader }) => {
      const { code, constants, invocations } = shader;
      const compiled = compiling.get(code) ?? compile(device, code);
      compiling.set(code, compiled);
      const uploaded = constants && upload(device, constants);
      return { inputs, output, invocations, compiled: await compiled, constants: uploaded };
    }),
  );
}

/** Records one pass with a dispatch for each pipeline; what one writes the next ones read. */
export function encodePass(
  encoder: GPUCommandEncoder,
  pipelines: readonly Pipeline[],
  bindings: readonly GPUBindGroup[],
  count: number,
): void {
  const pass = encoder.beginComputePass();
  pipelines.forEach(({ compiled, invocations }, index) => {
    pass.setPipeline(compiled);
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

/** The numbers of each slot per image, fixed when a plan is compiled. */
export interface MemoryLayout {
  readonly slotOf: ReadonlyMap<ValueId, Slot>;
  readonly input: ValueId;
  readonly output: ValueId;
  /** Numbers of an image, and of an answer. */
  readonly inputLength: number;
  readonly outputLength: number;
}

export function layOut(input: ValueId, { steps, lengths, output }: Program): MemoryLayout {
  const lengthOf = (value: ValueId) => lengths[value]!;
  return {
    slotOf: assignSlots(steps, input, output, lengthOf),
    input,
    output,
    inputLength: lengthOf(input),
    outputLength: lengthOf(output),
  };
}

/** How many images a device with these limits takes at once. */
export function mostImages({ slotOf }: MemoryLayout, limits: GPUSupportedLimits): number {
  const longest = Math.max(...[...slotOf.values()].map(({ length }) => length));
  const bytes = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  return Math.max(1, Math.floor((bytes - LANES * BYTES) / (longest * BYTES)));
}

/** The buffers that a batch of up to `capacity` images goes through, used again by the next one. */
export class Memory {
  readonly capacity: number;
  readonly bindings: readonly GPUBindGroup[];
  private readonly layout: MemoryLayout;
  private readonly device: GPUDevice;
  private readonly slots: ReadonlyMap<Slot, GPUBuffer>;
  private readonly images: GPUBuffer;
  private readonly staging: GPUBuffer;
  private count = 0;

  constructor(
    device: GPUDevice,
    layout: MemoryLayout,
    pipelines: readonly Pipeline[],
    capacity: number,
  ) {
    const create = (numbers: number, usage: number) =>
      device.createBuffer({ size: wholeVectors(numbers) * BYTES, usage });
    const { COPY_DST, COPY_SRC, MAP_READ, STORAGE, UNIFORM } = GPUBufferUsage;
    this.device = device;
    this.layout = layout;
    this.capacity = capacity;
    this.slots = new Map(
      [...new Set(layout.slotOf.values())].map((slot) => [
        slot,
        create(slot.length * capacity, STORAGE | COPY_DST | COPY_SRC),
      ]),
    );
    this.images = create(1, UNIFORM | COPY_DST);
    this.staging = create(layout.outputLength * capacity, MAP_READ | COPY_DST);
    this.bindings = pipelines.map(({ inputs, output, compiled, constants }) => {
      const values = [output, ...inputs].map((value) => this.bufferOf(value));
      const buffers = [this.images, ...values, ...(constants ? [constants] : [])];
      return device.createBindGroup({
        layout: compiled.getBindGroupLayout(0),
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
    });
  }

  write(images: Float32Array, count: number): void {
    const { queue } = this.device;
    if (count !== this.count) queue.writeBuffer(this.images, 0, Uint32Array.of(count));
    this.count = count;
    const { buffer, byteOffset, byteLength } = images;
    queue.writeBuffer(this.bufferOf(this.layout.input), 0, buffer, byteOffset, byteLength);
  }

  /** Records the copy that {@link read} waits for. */
  encodeCopy(encoder: GPUCommandEncoder): void {
    const from = this.bufferOf(this.layout.output);
    encoder.copyBufferToBuffer(from, 0, this.staging, 0, this.outputBytes);
  }

  /** @returns the output of the last batch, a fresh array. */
  async read(): Promise<Float32Array> {
    await this.staging.mapAsync(GPUMapMode.READ, 0, this.outputBytes);
    try {
      return new Float32Array(this.staging.getMappedRange(0, this.outputBytes).slice(0));
    } finally {
      // Also where there is no memory for a copy: a buffer that stays mapped takes no further answer.
      this.staging.unmap();
    }
  }

  destroy(): void {
    for (const buffer of [...this.slots.values(), this.images, this.staging]) buffer.destroy();
  }

  private get outputBytes(): number {
    return this.count * this.layout.outputLength * BYTES;
  }

  private bufferOf(value: ValueId): GPUBuffer {
    return this.slots.get(this.layout.slotOf.get(value)!)!;
  }
}

/** Some shaders read and write whole vectors up to the end of a batch. */
function wholeVectors(numbers: number): number {
  return Math.ceil(numbers / LANES) * LANES;
}
