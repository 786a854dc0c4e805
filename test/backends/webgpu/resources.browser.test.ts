import { expect } from 'chai';
import type { Backend } from '../../../src/backends/backend.js';
import { startBackend } from '../../support/built-backend.js';
import { needing } from '../../support/engine.js';
import {
  greatestError,
  planRandomNetwork,
  randomImages,
  runSingly,
} from '../../support/planned-network.js';

/** Starts the backend on a device that `change` has seen first. */
async function startOn(change: (device: GPUDevice) => void): Promise<Backend> {
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    change(device);
    return device;
  };
  try {
    return await startBackend('webgpu');
  } finally {
    GPUAdapter.prototype.requestDevice = requestDevice;
  }
}

/** Counts the buffers and bind groups that a device makes, and the buffers that are left. */
function countObjects(device: GPUDevice) {
  const alive = new Set<GPUBuffer>();
  const counts = { alive, buffers: 0, bindGroups: 0, submissions: 0 };
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      alive.delete(buffer);
      return destroy();
    };
    alive.add(buffer);
    counts.buffers++;
    return buffer;
  };
  const createBindGroup = device.createBindGroup.bind(device);
  device.createBindGroup = (descriptor) => {
    counts.bindGroups++;
    return createBindGroup(descriptor);
  };
  const submit = device.queue.submit.bind(device.queue);
  device.queue.submit = (commands) => {
    counts.submissions++;
    return submit(commands);
  };
  return counts;
}

needing('webgpu').describe('what webgpu takes of the device', function () {
  this.timeout(120_000);

  it('is the same after many answers as after the first, and nothing once disposed of', async () => {
    let counts!: ReturnType<typeof countObjects>;
    const backend = await startOn((device) => (counts = countObjects(device)));
    const { plan, images } = await planRandomNetwork(0, 5);
    const executable = await backend.compile(plan);
    await executable.run(images, 5);
    const { buffers, bindGroups, submissions } = counts;
    expect(counts.alive.size).to.be.above(0);
    for (let i = 0; i < 200; i++) {
      const count = 1 + (i % 5);
      await executable.run(images.subarray(0, count * 784), count);
    }
    expect(counts.buffers).to.equal(buffers);
    expect(counts.bindGroups).to.equal(bindGroups);
    expect(counts.submissions - submissions).to.equal(200);
    executable.dispose();
    expect(counts.alive.size).to.equal(0);
    backend.dispose();
  });

  it('is given back after the answer when disposed of meanwhile', async () => {
    let counts!: ReturnType<typeof countObjects>;
    const backend = await startOn((device) => (counts = countObjects(device)));
    const { plan, images, expected } = await planRandomNetwork(1);
    const executable = await backend.compile(plan);
    const running = executable.run(images, 1);
    executable.dispose();
    expect(greatestError(await running, expected)).to.be.below(1e-5);
    expect(counts.alive.size).to.equal(0);
    const code = await executable.run(images, 1).catch(({ code }) => code);
    expect(code).to.equal('backend-failed');
    backend.dispose();
  });

  it('is taken in parts where a whole batch does not fit', async () => {
    let counts!: ReturnType<typeof countObjects>;
    const backend = await startOn((device) => {
      counts = countObjects(device);
      // Whatever this network's longest value is, it has the input's 784 numbers at least.
      Object.defineProperty(device.limits, 'maxStorageBufferBindingSize', { value: 4 * 784 * 8 });
    });
    const { plan, images } = await planRandomNetwork(0, 5);
    const batch = Float32Array.from(
      { length: 4 * images.length },
      (_, i) => images[i % images.length]!,
    );
    const executable = await backend.compile(plan);
    const before = counts.submissions;
    const answers = await executable.run(batch, 20);
    expect(counts.submissions - before).to.be.above(2);
    const singles = await runSingly(executable, batch);
    expect(greatestError(answers, singles)).to.be.below(1e-6);
    backend.dispose();
  });

  it('is asked for again after a batch that found no memory', async () => {
    let refuse = false;
    const backend = await startOn((device) => {
      const createBuffer = device.createBuffer.bind(device);
      device.createBuffer = (descriptor) =>
        createBuffer(refuse ? { ...descriptor, size: 2 ** 44 } : descriptor);
    });
    const { plan, images, expected } = await planRandomNetwork(1);
    const executable = await backend.compile(plan);
    refuse = true;
    const code = await executable.run(randomImages(1, 64), 64).catch(({ code }) => code);
    expect(code).to.equal('backend-failed');
    refuse = false;
    expect(greatestError(await executable.run(images, 1), expected)).to.be.below(1e-5);
    backend.dispose();
  });
});
