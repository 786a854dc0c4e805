import assert from 'node:assert/strict';
import { type TestContext, describe, it } from 'node:test';
import { BackendError } from '../../src/backends/backend.js';
import { ChunkLoadError } from '../../src/util/lazy-import.js';
import { type FakePage, coded, fakePage, gate, settle } from './fake-backends.js';
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

  it('a list falls through if the code of a backend cannot be loaded', async () => {
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

  it('discards an answer that was read while the device was lost', async () => {
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

  it('creates a single backend again, and says so', async () => {
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

  it('rejects a call whose device is lost again and again, and answers the next', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer({ backend: 'webgl' });
    page.webgl.failures.push(lost(), lost());
    await assert.rejects(recognizer.recognize(inkAt(2)), coded('device-lost'));
    assert.equal((await recognizer.recognize(inkAt(3)))?.digit, 3);
  });

  it('notices the loss from a run before the platform reports it', async () => {
    const page = fakePage({ keepAliveMs: 1000 });
    const recognizer = await page.createRecognizer({ backend: 'webgl' });
    page.webgl.failures.push(lost());
    assert.equal((await recognizer.recognize(inkAt(2)))?.digit, 2);
    assert.equal(page.webgl.created, 2);
  });

  it('does not wait for a compilation that never ends', async () => {
    const page = fakePage();
    page.webgl.compiling = new Promise(() => undefined);
    const creating = page.createRecognizer({ backend: 'webgl cpu' });
    await settle();
    page.webgl.lose('driver reset');
    assert.equal((await creating).backend, 'cpu');
  });

  it('creates a device again that was lost during compilation', async () => {
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

  it('names a device that is lost again during compilation', async () => {
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

  it('does not create a device forever that dies unused', async () => {
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

  it('rejects the call if no backend is left', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer({ backend: 'webgl' });
    page.webgl.unavailable = true;
    page.webgl.lose('unplugged');
    await settle();
    await assert.rejects(recognizer.recognize(inkAt(2)), coded('backend-unavailable', /webgl/));
  });

  it('says so if no backend is left, and works again later', async () => {
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

  it('reports the loss only to the call that was waiting', async () => {
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

  it('reports nothing after dispose', async () => {
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

/** A page whose cpu takes so many milliseconds an image, on a clock that nothing else moves. */
function pageWithCpu(t: TestContext, milliseconds: () => number): FakePage {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const page = fakePage();
  page.cpu.onRun = (images) => (now += milliseconds() * (images.length / 784));
  return page;
}

describe('auto on a slow device', () => {
  it('moves to wasm if every answer on cpu takes longer than a frame, and says why', async (t) => {
    const page = pageWithCpu(t, () => 17);
    const changes: string[] = [];
    const recognizer = await page.createRecognizer({
      onBackendChange: (backend, { code, message }) => {
        changes.push(`${backend}, and is ${recognizer.backend}: ${code}: ${message}`);
      },
    });
    const backends = [];
    for (let digit = 0; digit < 5; digit++) {
      const result = await recognizer.recognize(inkAt(digit));
      assert.equal(result?.digit, digit);
      backends.push(result.backend);
      await settle();
    }
    assert.deepEqual(backends, ['cpu', 'cpu', 'cpu', 'wasm', 'wasm']);
    assert.equal(recognizer.backend, 'wasm');
    assert.equal(changes.length, 1);
    assert.match(changes[0]!, /^wasm, and is wasm: backend-slow: .*cpu.*17 ms.*wasm/);
    recognizer.dispose();
    await settle();
    assert.deepEqual(
      [page.cpu.log, page.wasm.log],
      [
        ['executable disposed', 'backend disposed'],
        ['executable disposed', 'backend disposed'],
      ],
    );
  });

  it('does not count the time that others used the backend', async (t) => {
    const page = pageWithCpu(t, () => 5);
    const recognizers = await Promise.all(Array.from({ length: 8 }, () => page.createRecognizer()));
    for (let round = 0; round < 4; round++) {
      await Promise.all(recognizers.map((recognizer) => recognizer.recognize(inkAt(round))));
      await settle();
    }
    assert.equal(page.wasm.imported, 0);
  });

  it('stays on cpu if one answer is quick, and fetches nothing', async (t) => {
    const times = [90, 40, 3];
    const page = pageWithCpu(t, () => times.shift() ?? 90);
    const recognizer = await page.createRecognizer();
    for (let i = 0; i < 6; i++) await recognizer.recognize(inkAt(1));
    await settle();
    assert.equal(recognizer.backend, 'cpu');
    assert.equal(page.wasm.imported, 0);
  });

  it('measures a batch per image', async (t) => {
    const page = pageWithCpu(t, () => 2);
    const recognizer = await page.createRecognizer();
    for (let i = 0; i < 4; i++) await recognizer.recognizeBatch(Array(20).fill(inkAt(1)));
    await settle();
    assert.equal(page.wasm.imported, 0);
  });

  it('answers on cpu until wasm is ready', async (t) => {
    const page = pageWithCpu(t, () => 50);
    const { opened, open } = gate();
    page.wasm.compiling = opened;
    const recognizer = await page.createRecognizer();
    for (let i = 0; i < 6; i++) {
      assert.equal((await recognizer.recognize(inkAt(1)))?.backend, 'cpu');
    }
    open();
    await settle();
    assert.equal((await recognizer.recognize(inkAt(1)))?.backend, 'wasm');
  });

  it('stays on cpu silently if the page forbids wasm', async (t) => {
    const page = pageWithCpu(t, () => 50);
    page.wasm.unavailable = true;
    const changes: string[] = [];
    const recognizer = await page.createRecognizer({
      onBackendChange: (backend) => changes.push(backend),
    });
    for (let i = 0; i < 8; i++) {
      assert.equal((await recognizer.recognize(inkAt(1)))?.backend, 'cpu');
      await settle();
    }
    assert.equal(page.wasm.imported, 1, 'it was tried once');
    assert.deepEqual(changes, []);
  });

  it('releases everything if disposed while wasm opens', async (t) => {
    const page = pageWithCpu(t, () => 50);
    const { opened, open } = gate();
    page.wasm.compiling = opened;
    const recognizer = await page.createRecognizer();
    for (let i = 0; i < 3; i++) await recognizer.recognize(inkAt(1));
    await settle();
    recognizer.dispose();
    open();
    await settle();
    assert.deepEqual(page.wasm.log, ['executable disposed', 'backend disposed']);
  });

  it('does not change a backend that the page chose', async (t) => {
    const page = pageWithCpu(t, () => 50);
    const recognizer = await page.createRecognizer({ backend: 'cpu wasm' });
    for (let i = 0; i < 4; i++) await recognizer.recognize(inkAt(1));
    await settle();
    assert.equal(recognizer.backend, 'cpu');
    assert.equal(page.wasm.imported, 0);
  });
});

it('a file of the library that is missing is warned of once, where another backend takes over', async (t) => {
  const warn = t.mock.method(console, 'warn', () => undefined);
  const page = fakePage();
  page.cpu.create = page.wasm.create = async () => {
    const cause = new ChunkLoadError('part-unreachable', 'it.wasm: 404');
    throw new BackendError('backend-unavailable', 'Not available: it.wasm: 404.', { cause });
  };
  await assert.rejects(
    page.createRecognizer({ backend: 'wasm' }),
    coded('backend-unavailable', /it\.wasm/),
  );
  assert.equal(warn.mock.callCount(), 0, 'an error says enough');
  for (let i = 0; i < 2; i++) {
    const recognizer = await page.createRecognizer();
    assert.equal((await recognizer.recognize(inkAt(3)))?.digit, 3);
    assert.equal(recognizer.backend, 'webgl');
  }
  assert.deepEqual(
    warn.mock.calls.map((call) => call.arguments),
    [['digit-recognizer computes on webgl instead. Not available: it.wasm: 404.']],
  );
});
