import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BACKENDS } from '../../src/backends/choose.js';
import { loadDescriptor } from '../../src/graph/index.js';
import { recognizerFactory } from '../../src/recognizer/create.js';
import { coded, fakePage, settle } from './fake-backends.js';
import { MEMORY_URL, identityNetwork, inkAt } from './identity-network.js';

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

const WEIGHTS = new URL('weights.bin', MEMORY_URL).href;
const reason = new Error('the user went elsewhere');

/** Fetches the network, and aborts once `at` was asked for: in its middle, as nothing of it is there yet. */
function abortingFetch(at: string) {
  const controller = new AbortController();
  const fetched: string[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const network = identityNetwork();
  const fetch = async (url: string, init?: { signal?: AbortSignal }) => {
    fetched.push(url);
    signals.push(init?.signal);
    if (url === at) controller.abort(reason);
    return network(url);
  };
  return {
    fetch: fetch as unknown as typeof globalThis.fetch,
    signal: controller.signal,
    fetched,
    signals,
  };
}

describe('the signal of createRecognizer', () => {
  it('that aborted before lets nothing be fetched', async () => {
    const { fetch, fetched } = abortingFetch('');
    const page = fakePage();
    const signal = AbortSignal.abort(reason);
    const options = { backend: 'cpu', model: MEMORY_URL, fetch, signal };
    await assert.rejects(page.createRecognizer(options), reason);
    await settle();
    assert.deepEqual([fetched, page.cpu.imported], [[], 0]);
  });

  const stages: Record<string, [at: string, fetched: string[]]> = {
    'while the descriptor comes': [MEMORY_URL, [MEMORY_URL]],
    'while the weights come': [WEIGHTS, [MEMORY_URL, WEIGHTS]],
  };
  for (const [when, [at, expected]] of Object.entries(stages)) {
    it(`that aborts ${when} ends what is under way, and nothing more is fetched`, async () => {
      const { fetch, signal, fetched, signals } = abortingFetch(at);
      const page = fakePage();
      await assert.rejects(page.createRecognizer({ model: MEMORY_URL, fetch, signal }), reason);
      await settle();
      assert.deepEqual(fetched, expected);
      assert.equal(signals.at(-1)?.aborted, true, 'the request itself is broken off');
      assert.deepEqual([page.cpu.imported, page.cpu.created], [0, 0]);
      const next = await page.createRecognizer({ model: MEMORY_URL, fetch });
      assert.equal((await next.recognize(inkAt(3)))?.digit, 3, 'the next caller is not hurt');
    });
  }

  it('that aborts afterwards leaves the recognizer at work', async () => {
    const { fetch, fetched } = abortingFetch('');
    const controller = new AbortController();
    const page = fakePage();
    const options = { model: MEMORY_URL, fetch, signal: controller.signal };
    const recognizer = await page.createRecognizer(options);
    controller.abort(reason);
    assert.equal((await recognizer.recognize(inkAt(5)))?.digit, 5);
    assert.equal(fetched.length, 2);
  });
});

/** Nothing is faked but the network's place: what a user of the recognizer in Node has. */
const createRecognizer = recognizerFactory({
  registry: BACKENDS,
  capabilities: () => ({ webgpu: false, webgl: false, wasm: false }),
  loadBundled: () => loadDescriptor(MEMORY_URL, { fetch: identityNetwork() }),
  defaultFetch: fetch,
  keepAliveMs: 0,
});

describe('a recognizer on the cpu backend', () => {
  it('answers one by one and in batches alike', async () => {
    const recognizer = await createRecognizer();
    assert.equal(recognizer.backend, 'cpu');
    const inputs = Array.from({ length: 300 }, (_, i) => {
      const image = inkAt(i % 10);
      image[(i + 3) % 10] = 0.25;
      return image;
    });
    const batch = await recognizer.recognizeBatch(inputs);
    for (const [i, result] of batch.entries()) {
      assert.equal(result?.digit, i % 10);
      assert.equal(result?.confidence, 0.8);
      assert.ok(Math.abs(result!.probabilities[(i + 3) % 10]! - 0.2) < 1e-12);
    }
    const single = await recognizer.recognize(inputs[17]!);
    assert.deepEqual(single?.probabilities, batch[17]?.probabilities);
    recognizer.dispose();
  });

  it('recognizes through the public entry, which loads nothing when it is imported', async () => {
    const library = await import('../../src/recognizer.js');
    const builtIn = ['webgpu', 'webgl', 'wasm', 'cpu'];
    const tensorFlow = ['tfjs-webgpu', 'tfjs-webgl', 'tfjs-cpu'];
    assert.deepEqual([...library.BACKEND_NAMES], [...builtIn, ...tensorFlow]);
    const recognizer = await library.createRecognizer({
      backend: 'cpu',
      model: MEMORY_URL,
      fetch: identityNetwork() as typeof fetch,
    });
    assert.equal((await recognizer.recognize(inkAt(9)))?.digit, 9);
    recognizer.dispose();
  });
});
