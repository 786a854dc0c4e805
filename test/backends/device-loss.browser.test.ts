import { expect } from 'chai';
import type { Executable } from '../../src/backends/backend.js';
import { startBackend } from '../support/built-backend.js';
import { greatestError, planRandomNetwork } from '../support/planned-network.js';

/** Calls `method` of `owner` as ever, and keeps what it returned last. */
function spyOn<Owner extends object>(owner: Owner, method: keyof Owner) {
  const original = owner[method] as (...args: unknown[]) => unknown;
  const spy = {
    returned: undefined as unknown,
    restore: () => void (owner[method] = original as never),
  };
  owner[method] = function (this: Owner, ...args: unknown[]) {
    spy.returned = original.apply(this, args);
    return spy.returned;
  } as never;
  return spy;
}

async function codeOf(running: Promise<unknown>): Promise<unknown> {
  return running.then(
    () => 'an answer',
    (error: { code?: string }) => error.code,
  );
}

async function newerAnswers(name: 'webgl' | 'webgpu', first: Executable): Promise<void> {
  first.dispose();
  const backend = await startBackend(name);
  const { plan, images, expected } = await planRandomNetwork(1);
  const executable = await backend.compile(plan);
  expect(greatestError(await executable.run(images, 1), expected)).to.be.below(1e-4);
  backend.dispose();
}

describe('a device that is lost', function () {
  this.timeout(120_000);

  it('webgl gives an error, never an answer, and can be started again', async () => {
    const spy = spyOn(HTMLCanvasElement.prototype, 'getContext');
    const backend = await startBackend('webgl');
    spy.restore();
    const gl = spy.returned as WebGL2RenderingContext;
    const { plan, images } = await planRandomNetwork(1);
    const executable = await backend.compile(plan);
    const running = executable.run(images, 1);
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    expect(await codeOf(running)).to.equal('device-lost');
    expect(await backend.lost).to.contain('lost');
    expect(await codeOf(executable.run(images, 1))).to.equal('device-lost');
    await newerAnswers('webgl', executable);
  });

  it('webgpu gives an error, never an answer, and can be started again', async () => {
    const spy = spyOn(GPUAdapter.prototype, 'requestDevice');
    const backend = await startBackend('webgpu');
    spy.restore();
    const device = await (spy.returned as Promise<GPUDevice>);
    const { plan, images } = await planRandomNetwork(1);
    const executable = await backend.compile(plan);
    const running = executable.run(images, 1);
    device.destroy();
    expect(await codeOf(running)).to.equal('device-lost');
    expect(await backend.lost).to.contain('lost');
    expect(await codeOf(executable.run(images, 1))).to.equal('device-lost');
    await newerAnswers('webgpu', executable);
  });
});
