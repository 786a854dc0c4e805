import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BackendError } from '../../src/backends/backend.js';
import { coded, fakePage, gate, settle } from './fake-backends.js';
import { inkAt } from './identity-network.js';

const lost = () => new BackendError('device-lost', 'gone');

describe('choosing a backend', () => {
  it('auto takes cpu for a small network and loads no other', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    assert.equal(recognizer.backend, 'cpu');
    await recognizer.recognize(inkAt(1));
    assert.deepEqual([page.webgpu.imported, page.webgl.imported, page.wasm.imported], [0, 0, 0]);
  });

  it('a list falls through to the first that works and goes no further', async () => {
    const page = fakePage();
    page.webgpu.unavailable = true;
    const recognizer = await page.createRecognizer({ backend: 'webgpu, webgl, cpu' });
    assert.equal(recognizer.backend, 'webgl');
    assert.equal(page.cpu.imported, 0);
  });

  it('falls through where the code itself cannot be loaded', async () => {
    const page = fakePage();
    page.webgl.create = () => Promise.reject(new TypeError('Failed to fetch chunk'));
    const recognizer = await page.createRecognizer({ backend: 'webgl cpu' });
    assert.equal(recognizer.backend, 'cpu');
    await assert.rejects(
      page.createRecognizer({ backend: 'webgl' }),
      coded('backend-failed', /webgl.*Failed to fetch chunk/),
    );
  });

  it('names a single backend that is missing', async () => {
    const page = fakePage();
    page.webgl.unavailable = true;
    await assert.rejects(
      page.createRecognizer({ backend: 'webgl' }),
      coded('backend-unavailable', /webgl/),
    );
  });

  it('names each backend of a list and why it does not work', async () => {
    const page = fakePage();
    page.webgpu.unavailable = true;
    page.webgl.unavailable = true;
    await assert.rejects(
      page.createRecognizer({ backend: 'webgpu webgl' }),
      coded('backend-unavailable', /webgpu, webgl.*no webgpu here.*no webgl here/),
    );
  });

  it('fetches nothing for a backend that does not exist', async () => {
    const page = fakePage();
    await assert.rejects(page.createRecognizer({ backend: 'tpu' }), coded('backend-unknown'));
    assert.deepEqual(page.fetched, []);
  });
});

describe('when a device is lost', () => {
  it('moves to the next backend at once, and says so', async () => {
    const page = fakePage();
    const changes: string[] = [];
    const recognizer = await page.createRecognizer({
      backend: 'webgl cpu',
      onBackendChange: (name, reason) => changes.push(`${name}: ${reason.code}`),
    });
    page.webgl.lose('driver reset');
    await settle();
    assert.equal(recognizer.backend, 'cpu');
    assert.deepEqual(changes, ['cpu: device-lost']);
    const result = await recognizer.recognize(inkAt(7));
    assert.deepEqual([result?.digit, result?.backend], [7, 'cpu']);
  });

  it('computes every pending call again elsewhere, in order', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer({ backend: 'webgl cpu' });
    page.webgl.gate = new Promise(() => undefined);
    const answers = [3, 1, 4].map((digit) => recognizer.recognize(inkAt(digit)));
    await settle();
    page.webgl.lose('driver reset');
    const results = await Promise.all(answers);
    assert.deepEqual(
      results.map((result) => [result?.digit, result?.backend]),
      [
        [3, 'cpu'],
        [1, 'cpu'],
        [4, 'cpu'],
      ],
    );
  });

  it('does not believe an answer that was read across the loss', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer({ backend: 'webgl cpu' });
    const { opened, open } = gate();
    page.webgl.gate = opened;
    page.webgl.output = [9, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const answer = recognizer.recognize(inkAt(5));
    await settle();
    page.webgl.lose('driver reset');
    open();
    assert.equal((await answer)?.digit, 5);
  });

  it('has a single backend built again, and says so', async () => {
    const page = fakePage();
    const changes: string[] = [];
    const recognizer = await page.createRecognizer({
      backend: 'webgl',
      onBackendChange: (name, reason) => changes.push(`${name}: ${reason.code}`),
    });
    page.webgl.lose('driver reset');
    await settle();
    assert.deepEqual(changes, ['webgl: device-lost']);
    assert.equal((await recognizer.recognize(inkAt(2)))?.digit, 2);
    assert.equal(page.webgl.created, 2);
    assert.ok(page.webgl.log.includes('backend disposed'));
  });

  it('gives up a call whose device is lost again and again, and answers the next', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer({ backend: 'webgl' });
    page.webgl.failures.push(lost(), lost());
    await assert.rejects(recognizer.recognize(inkAt(2)), coded('device-lost'));
    assert.equal((await recognizer.recognize(inkAt(3)))?.digit, 3);
  });

  it('believes a run that says so before the platform does', async () => {
    const page = fakePage({ keepAliveMs: 1000 });
    const recognizer = await page.createRecognizer({ backend: 'webgl' });
    page.webgl.failures.push(lost());
    assert.equal((await recognizer.recognize(inkAt(2)))?.digit, 2);
    assert.equal(page.webgl.created, 2);
  });

  it('does not wait for a compilation that will never end', async () => {
    const page = fakePage();
    page.webgl.compiling = new Promise(() => undefined);
    const creating = page.createRecognizer({ backend: 'webgl cpu' });
    await settle();
    page.webgl.lose('driver reset');
    assert.equal((await creating).backend, 'cpu');
  });

  it('builds again what was lost while it was made ready', async () => {
    const page = fakePage();
    page.webgl.compiling = new Promise(() => undefined);
    const creating = page.createRecognizer({ backend: 'webgl' });
    await settle();
    page.webgl.compiling = undefined;
    page.webgl.lose('driver reset');
    const recognizer = await creating;
    assert.equal((await recognizer.recognize(inkAt(2)))?.digit, 2);
    assert.equal(page.webgl.created, 2);
  });

  it('gives up a device that is lost again while it is made ready, and names it', async () => {
    const page = fakePage();
    page.webgl.compiling = new Promise(() => undefined);
    const creating = page.createRecognizer({ backend: 'webgl' });
    const rejected = assert.rejects(creating, coded('device-lost', /^The device of the webgl/));
    for (let i = 0; i < 2; i++) {
      await settle();
      page.webgl.lose('driver reset');
    }
    await rejected;
    assert.equal(page.webgl.created, 2);
  });

  it('does not rebuild for ever a device that dies unused', async () => {
    const page = fakePage();
    await page.createRecognizer({ backend: 'webgl' });
    for (let i = 0; i < 20; i++) {
      page.webgl.lose('again');
      await settle();
    }
    assert.ok(page.webgl.created < 5, `${page.webgl.created} devices`);
  });

  it('moves every recognizer on the device, each by its own list', async () => {
    const page = fakePage();
    const [one, two] = await Promise.all([
      page.createRecognizer({ backend: 'webgl wasm' }),
      page.createRecognizer({ backend: 'webgl cpu' }),
    ]);
    page.webgl.lose('driver reset');
    await settle();
    assert.deepEqual([one.backend, two.backend], ['wasm', 'cpu']);
  });

  it('tells the caller when nothing is left', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer({ backend: 'webgl' });
    page.webgl.unavailable = true;
    page.webgl.lose('unplugged');
    await settle();
    await assert.rejects(recognizer.recognize(inkAt(2)), coded('backend-unavailable', /webgl/));
  });

  it('says so when nothing is left, and comes back when asked later', async () => {
    const page = fakePage();
    const said: string[] = [];
    const recognizer = await page.createRecognizer({
      backend: 'webgpu webgl',
      onBackendChange: (name) => said.push(name),
      onBackendLost: ({ code, message }) => said.push(`${code}: ${message}`),
    });
    page.webgpu.unavailable = true;
    page.webgl.unavailable = true;
    page.webgpu.lose('unplugged');
    await settle();
    assert.equal(said.length, 1);
    assert.match(said[0]!, /^device-lost: .*webgpu.*unplugged.*no webgl here/);
    page.webgpu.unavailable = false;
    assert.equal((await recognizer.recognize(inkAt(2)))?.digit, 2);
    assert.deepEqual(said.slice(1), ['webgpu']);
  });

  it('tells it once to whoever was waiting for an answer', async () => {
    const page = fakePage();
    const said: string[] = [];
    const recognizer = await page.createRecognizer({
      backend: 'webgl',
      onBackendLost: ({ code }) => said.push(code),
    });
    page.webgl.gate = new Promise(() => undefined);
    const answer = recognizer.recognize(inkAt(2));
    const rejected = assert.rejects(answer, coded('backend-unavailable', /webgl/));
    await settle();
    page.webgl.unavailable = true;
    page.webgl.lose('unplugged');
    await rejected;
    assert.deepEqual(said, []);
  });

  it('says nothing once it is disposed of', async () => {
    const page = fakePage();
    const said: string[] = [];
    const recognizer = await page.createRecognizer({
      backend: 'webgl cpu',
      onBackendChange: (name) => said.push(name),
      onBackendLost: ({ code }) => said.push(code),
    });
    page.webgl.lose('driver reset');
    recognizer.dispose();
    await settle();
    assert.deepEqual(said, []);
  });
});

describe('when a run fails', () => {
  it('computes it on the next backend', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer({ backend: 'webgpu cpu' });
    page.webgpu.failures.push(new RangeError('out of memory'));
    const result = await recognizer.recognize(inkAt(6));
    assert.deepEqual([result?.digit, result?.backend, recognizer.backend], [6, 'cpu', 'cpu']);
  });

  it('never reports outputs that are not numbers', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer({ backend: 'cpu' });
    page.cpu.output = new Array<number>(10).fill(NaN);
    await assert.rejects(recognizer.recognize(inkAt(6)), coded('backend-failed', /cpu.*finite/));
  });

  it('never reports too few outputs', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer({ backend: 'cpu' });
    page.cpu.output = [1];
    await assert.rejects(recognizer.recognize(inkAt(6)), coded('backend-failed', /1 outputs/));
  });
});
