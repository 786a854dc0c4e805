import { expect } from 'chai';
import type { Executable } from '../../src/backends/backend.js';
import { startBackend } from '../support/built-backend.js';
import { needing } from '../support/engine.js';
import { greatestError, planRandomNetwork } from '../support/planned-network.js';
import { spyOn } from '../support/spy.js';

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
    const spy = spyOn<WebGL2RenderingContext>(HTMLCanvasElement.prototype, 'getContext');
    const backend = await startBackend('webgl');
    spy.restore();
    const gl = spy.returned.at(-1)!;
    const { plan, images } = await planRandomNetwork(1);
    const executable = await backend.compile(plan);
    const running = executable.run(images, 1);
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    expect(await codeOf(running)).to.equal('device-lost');
    expect(await backend.lost).to.contain('lost');
    expect(await codeOf(executable.run(images, 1))).to.equal('device-lost');
    await newerAnswers('webgl', executable);
  });

  needing('webgpu').it(
    'webgpu gives an error, never an answer, and can be started again',
    async () => {
      const spy = spyOn<Promise<GPUDevice>>(GPUAdapter.prototype, 'requestDevice');
      const backend = await startBackend('webgpu');
      spy.restore();
      const device = await spy.returned.at(-1)!;
      const { plan, images } = await planRandomNetwork(1);
      const executable = await backend.compile(plan);
      const running = executable.run(images, 1);
      device.destroy();
      expect(await codeOf(running)).to.equal('device-lost');
      expect(await backend.lost).to.contain('lost');
      expect(await codeOf(executable.run(images, 1))).to.equal('device-lost');
      await newerAnswers('webgpu', executable);
    },
  );
});
