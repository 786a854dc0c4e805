import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { fakePage, gate, settle, type FakePage } from './fake-backends.js';
import { inkAt } from './identity-network.js';

/** A page whose cpu takes so many milliseconds an image, on a clock that nothing else moves. */
function pageWithCpu(t: TestContext, milliseconds: () => number): FakePage {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const page = fakePage();
  page.cpu.onRun = (images) => (now += milliseconds() * (images.length / 784));
  return page;
}

describe('auto on a slow device', () => {
  it('goes on to wasm when every answer on cpu takes longer than a frame', async (t) => {
    const page = pageWithCpu(t, () => 17);
    const recognizer = await page.createRecognizer();
    const backends = [];
    for (let digit = 0; digit < 5; digit++) {
      const result = await recognizer.recognize(inkAt(digit));
      assert.equal(result?.digit, digit);
      backends.push(result.backend);
      await settle();
    }
    assert.deepEqual(backends, ['cpu', 'cpu', 'cpu', 'wasm', 'wasm']);
    assert.equal(recognizer.backend, 'wasm');
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

  it('says so, with the reason', async (t) => {
    const page = pageWithCpu(t, () => 17);
    const changes: string[] = [];
    const recognizer = await page.createRecognizer({
      onBackendChange: (backend, { code, message }) => {
        changes.push(`${backend}, and is ${recognizer.backend}: ${code}: ${message}`);
      },
    });
    for (let i = 0; i < 6; i++) {
      await recognizer.recognize(inkAt(1));
      await settle();
    }
    assert.equal(changes.length, 1);
    assert.match(changes[0]!, /^wasm, and is wasm: backend-slow: .*cpu.*17 ms.*wasm/);
  });

  it('does not count what was waited for others on the same backend', async (t) => {
    const page = pageWithCpu(t, () => 5);
    const recognizers = await Promise.all(Array.from({ length: 8 }, () => page.createRecognizer()));
    for (let round = 0; round < 4; round++) {
      await Promise.all(recognizers.map((recognizer) => recognizer.recognize(inkAt(round))));
      await settle();
    }
    assert.equal(page.wasm.imported, 0);
  });

  it('stays where one answer shows that the device is quick, and fetches nothing', async (t) => {
    const times = [90, 40, 3];
    const page = pageWithCpu(t, () => times.shift() ?? 90);
    const recognizer = await page.createRecognizer();
    for (let i = 0; i < 6; i++) await recognizer.recognize(inkAt(1));
    await settle();
    assert.equal(recognizer.backend, 'cpu');
    assert.equal(page.wasm.imported, 0);
  });

  it('counts the images of a batch, which takes longer as a whole', async (t) => {
    const page = pageWithCpu(t, () => 2);
    const recognizer = await page.createRecognizer();
    for (let i = 0; i < 4; i++) await recognizer.recognizeBatch(Array(20).fill(inkAt(1)));
    await settle();
    assert.equal(page.wasm.imported, 0);
  });

  it('answers on cpu for as long as wasm is not ready', async (t) => {
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

  it('stays on cpu without a word where the page forbids wasm', async (t) => {
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

  it('leaves nothing behind when it is disposed of while wasm opens', async (t) => {
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

  it('is not for pages that chose', async (t) => {
    const page = pageWithCpu(t, () => 50);
    const recognizer = await page.createRecognizer({ backend: 'cpu wasm' });
    for (let i = 0; i < 4; i++) await recognizer.recognize(inkAt(1));
    await settle();
    assert.equal(recognizer.backend, 'cpu');
    assert.equal(page.wasm.imported, 0);
  });
});
