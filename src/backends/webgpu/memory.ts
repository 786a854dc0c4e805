import type { ValueId } from '../../graph/plan.js';
import { LANES } from '../gpu/pack.js';
import { assignSlots, type Slot } from '../slots.js';
import type { Pipeline } from './pipelines.js';
import type { Program } from './steps.js';

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
