import { foldDispatch } from './shaders/shader.js';
import type { ShaderStep } from './steps.js';

/** A step whose shader is compiled and whose weights are on the device. */
export interface Pipeline {
  readonly step: ShaderStep;
  readonly compiled: GPUComputePipeline;
  readonly constants: GPUBuffer | undefined;
}

/** Compiles all shaders at once, off this thread, and uploads their weights meanwhile. */
export function createPipelines(
  device: GPUDevice,
  steps: readonly ShaderStep[],
): Promise<Pipeline[]> {
  const compiling = new Map<string, Promise<GPUComputePipeline>>();
  return Promise.all(
    steps.map(async (step) => {
      const { code, constants } = step.shader;
      const compiled = compiling.get(code) ?? compile(device, code);
      compiling.set(code, compiled);
      const uploaded = constants && upload(device, constants);
      return { step, compiled: await compiled, constants: uploaded };
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
  pipelines.forEach(({ step, compiled }, index) => {
    pass.setPipeline(compiled);
    pass.setBindGroup(0, bindings[index]!);
    pass.dispatchWorkgroups(...foldDispatch(step.shader.workgroups(count)));
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
