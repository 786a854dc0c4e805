import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fakePage, settle } from './fake-backends.js';
import { identityNetwork, inkAt, MEMORY_URL } from './identity-network.js';

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
