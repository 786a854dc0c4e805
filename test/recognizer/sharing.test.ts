import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coded, fakePage, settle } from './fake-backends.js';
import { identityNetwork, inkAt, MEMORY_URL } from './identity-network.js';

const counted = () => {
  const urls: string[] = [];
  const network = identityNetwork();
  const fetch = ((url: string) => {
    urls.push(url);
    return network(url);
  }) as typeof globalThis.fetch;
  return { urls, fetch };
};

describe('recognizers on one page', () => {
  it('fetch a network once, open a backend once and compile once, be they a hundred', async () => {
    const page = fakePage();
    const recognizers = await Promise.all(
      Array.from({ length: 100 }, () => page.createRecognizer({ backend: 'webgl' })),
    );
    await Promise.all(recognizers.map((recognizer, i) => recognizer.recognize(inkAt(i % 10))));
    assert.deepEqual(page.fetched.length, 2, 'the descriptor and one weight file');
    assert.deepEqual([page.webgl.created, page.webgl.compiled], [1, 1]);
    assert.equal(page.webgl.maxAtOnce, 1, 'runs at once on one device');
  });

  it('compile a network once for each backend it is used on', async () => {
    const page = fakePage();
    await page.createRecognizer({ backend: 'webgl' });
    await page.createRecognizer({ backend: 'cpu' });
    assert.deepEqual([page.fetched.length, page.webgl.compiled, page.cpu.compiled], [2, 1, 1]);
  });

  it('use one device for two networks, one run at a time', async () => {
    const page = fakePage();
    const { fetch } = counted();
    const pair = await Promise.all([
      page.createRecognizer({ backend: 'webgl' }),
      page.createRecognizer({ backend: 'webgl', model: MEMORY_URL, fetch }),
    ]);
    await Promise.all(pair.map((recognizer) => recognizer.recognize(inkAt(1))));
    assert.deepEqual([page.webgl.created, page.webgl.compiled, page.webgl.maxAtOnce], [1, 2, 1]);
  });

  it('do not share what two fetch functions brought', async () => {
    const page = fakePage();
    const [one, two] = [counted(), counted()];
    for (const { fetch } of [one, two, one]) {
      await page.createRecognizer({ backend: 'cpu', model: MEMORY_URL, fetch });
    }
    assert.deepEqual([one.urls.length, two.urls.length], [2, 2]);
  });

  it('give everything back when the last is disposed of, the executable first', async () => {
    const page = fakePage();
    const [one, two] = await Promise.all([
      page.createRecognizer({ backend: 'webgl' }),
      page.createRecognizer({ backend: 'webgl' }),
    ]);
    one!.dispose();
    one!.dispose();
    await settle();
    assert.deepEqual(page.webgl.log, []);
    assert.equal((await two!.recognize(inkAt(4)))?.digit, 4);
    two!.dispose();
    await settle();
    assert.deepEqual(page.webgl.log, ['executable disposed', 'backend disposed']);
  });

  it('keep the device while one is replaced by another', async ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const page = fakePage({ keepAliveMs: 2000 });
    for (let i = 0; i < 5; i++) {
      const recognizer = await page.createRecognizer({ backend: 'webgl' });
      recognizer.dispose();
      await settle();
      mock.timers.tick(1999);
    }
    assert.deepEqual([page.fetched.length, page.webgl.created], [2, 1]);
    mock.timers.tick(1);
    await settle();
    assert.deepEqual(page.webgl.log, ['executable disposed', 'backend disposed']);
  });

  it('keep an aborted caller from hurting the others', async () => {
    const page = fakePage();
    const controller = new AbortController();
    const given = page.createRecognizer({ signal: controller.signal });
    const kept = page.createRecognizer();
    controller.abort(new Error('left the page'));
    await assert.rejects(given, /left the page/);
    assert.equal((await (await kept).recognize(inkAt(8)))?.digit, 8);
    assert.equal(page.fetched.length, 2);
  });

  it('leave nothing behind when creation is given up while a backend opens', async () => {
    const page = fakePage();
    const controller = new AbortController();
    const create = page.webgl.create.bind(page.webgl);
    page.webgl.create = async () => {
      controller.abort();
      return create();
    };
    await assert.rejects(
      page.createRecognizer({ backend: 'webgl cpu', signal: controller.signal }),
      { name: 'AbortError' },
    );
    await settle();
    assert.deepEqual(page.webgl.log, ['backend disposed']);
    assert.equal(page.cpu.imported, 0, 'giving up is no reason to fall back');
  });

  it('leave nothing behind when no backend can be used', async () => {
    const page = fakePage();
    page.webgl.compiling = Promise.reject(new Error('shader too long'));
    page.webgl.compiling.catch(() => undefined); // It is not awaited at once.
    for (let i = 0; i < 2; i++) {
      await assert.rejects(
        page.createRecognizer({ backend: 'webgl' }),
        coded('backend-failed', /shader too long/),
      );
    }
    await settle();
    assert.deepEqual(page.webgl.log, ['backend disposed', 'backend disposed']);
    assert.equal(page.fetched.length, 4, 'the network was let go of');
  });

  it('try again after a failed download', async () => {
    let online = false;
    const network = identityNetwork();
    const fetch = (async (url: string) =>
      online ? network(url) : new Response(null, { status: 503 })) as typeof globalThis.fetch;
    const page = fakePage({ fetch });
    const failures = await Promise.allSettled([page.createRecognizer(), page.createRecognizer()]);
    for (const failure of failures) {
      assert.ok(failure.status === 'rejected' && coded('descriptor-http')(failure.reason));
    }
    online = true;
    assert.equal((await (await page.createRecognizer()).recognize(inkAt(3)))?.digit, 3);
  });

  it('report the progress of one download to all who wait for it', async () => {
    const page = fakePage();
    const seen = [0, 1].map(() => [] as number[][]);
    await Promise.all(
      seen.map((list) =>
        page.createRecognizer({
          model: MEMORY_URL,
          onProgress: (loaded, total) => list.push([loaded, total]),
        }),
      ),
    );
    for (const list of seen) {
      const loaded = list.map((pair) => pair[0]!);
      assert.deepEqual(
        loaded,
        loaded.toSorted((a, b) => a - b),
      );
      const [last, total] = list.at(-1)!;
      assert.ok(last === total && last! > 4 * 7850, `${last} of ${total} bytes`);
    }
  });

  it('do not share a network that was named by its page with those who want the bundled one', async () => {
    const page = fakePage({ keepAliveMs: 1000 });
    const named = await page.createRecognizer({ model: MEMORY_URL });
    const bundled = await page.createRecognizer();
    assert.deepEqual([named.model, bundled.model], [MEMORY_URL, '']);
    assert.equal(page.fetched.length, 4, 'each was loaded');
    assert.equal((await bundled.recognize(inkAt(4)))?.digit, 4);
  });
});
