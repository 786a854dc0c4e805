import type { Step } from '../slots.js';
import { foldDispatch, type Shader } from './shaders/shader.js';
import type { ShaderStep } from './steps.js';

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
