import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { BOUNDS, loadDescriptor, type Fetch, type LoadOptions } from '../../src/graph/index.js';
import { inputLayer, layer, rejects, sequential, type Json } from './support.js';

const url = 'https://example.org/net/model.json';
const bytes = new Uint8Array(Float32Array.from({ length: 7850 }, (_, i) => i / 7850).buffer);
const half = 12345;
const shards = { 'a.bin': bytes.subarray(0, half), 'b.bin': bytes.subarray(half) };
const files = Object.entries(shards).map(([path, data]) => ({
  path,
  bytes: data.length,
  sha256: createHash('sha256').update(data).digest('hex'),
}));

function network(metadata?: Json, activation = 'softmax'): Json {
  const layers = [inputLayer(784), layer('Dense', { units: 10, activation })];
  return sequential(layers, {
    weightsManifest: [
      {
        paths: ['a.bin', 'b.bin'],
        weights: [
          { name: 'dense/kernel', shape: [784, 10], dtype: 'float32' },
          { name: 'dense/bias', shape: [10], dtype: 'float32' },
        ],
      },
    ],
    ...(metadata && { userDefinedMetadata: { digitRecognizer: { format: 1, ...metadata } } }),
  });
}

type Answers = Record<string, Uint8Array | string | Response | Error>;

/** A server of one directory, on the platform's own Response. */
function serve(answers: Answers): Fetch {
  return async (address) => {
    const answer = answers[address.replace('https://example.org/net/', '')];
    if (answer instanceof Error) throw answer;
    if (answer instanceof Response) return answer;
    return answer === undefined
      ? new Response('', { status: 404 })
      : new Response(answer as Uint8Array<ArrayBuffer>);
  };
}

const site = (json: Json, more: Answers = {}): Answers => ({
  'model.json': JSON.stringify(json),
  ...shards,
  ...more,
});

const load = (answers: Answers, options: Partial<LoadOptions> = {}) =>
  loadDescriptor(url, { fetch: serve(answers), ...options });

test('a tensor may begin in one file and end in the next', async () => {
  const json = network({ weights: files, title: 'Mine' });
  const { plan, metadata, name, bytes: total } = await load(site(json));
  const dense = plan.operations.find(({ kind }) => kind === 'dense');
  assert.ok(dense?.kind === 'dense');
  assert.equal(dense.weights[7839], Math.fround(7839 / 7850));
  assert.deepEqual(dense.bias[9], Math.fround(7849 / 7850));
  assert.equal(name, 'Mine');
  assert.equal(metadata.output, 'probabilities');
  assert.equal(total, JSON.stringify(json).length + 31400);
});

test('the platform’s fetch will do', () => {
  const fetch: Fetch = globalThis.fetch;
  assert.equal(typeof fetch, 'function');
});

test('a response without a stream is read whole', async () => {
  const answers = site(network({ weights: files }));
  const served = serve(answers);
  const fetch: Fetch = async (address) => {
    const response = await served(address);
    return { ok: true, status: 200, arrayBuffer: () => response.arrayBuffer() };
  };
  const { plan } = await loadDescriptor(url, { fetch });
  assert.equal(plan.weightCount, 7850);
});

test('without a word of it, the last layer tells what the outputs are', async () => {
  const outputOf = async (json: Json) => (await load(site(json))).metadata.output;
  assert.equal(await outputOf(network()), 'probabilities');
  assert.equal(await outputOf(network(undefined, 'linear')), 'logits');
  assert.equal(await outputOf(network({ output: 'probabilities' }, 'linear')), 'probabilities');
});

test('progress never runs backwards, knows its total from the start and ends there', async () => {
  const json = JSON.stringify(network());
  const seen: [number, number][] = [];
  const chunked = new Response(
    new ReadableStream({
      start(controller) {
        for (let at = 0; at < half; at += 1000) {
          controller.enqueue(bytes.subarray(at, Math.min(at + 1000, half)));
        }
        controller.close();
      },
    }),
  );
  await load(
    { ...site(network()), 'a.bin': chunked },
    { onProgress: (loaded, total) => seen.push([loaded, total]) },
  );
  assert.deepEqual(seen[0], [json.length, json.length + 31400]);
  assert.ok(seen.length > 10);
  assert.ok(seen.every(([, total]) => total === json.length + 31400));
  assert.ok(seen.every(([loaded], i) => i === 0 || loaded >= (seen[i - 1]?.[0] ?? 0)));
  assert.deepEqual(seen.at(-1), [json.length + 31400, json.length + 31400]);
});

test('a descriptor that cannot be had is refused with the reason', async () => {
  await rejects(load({}), 'descriptor-http', '404', url);
  await rejects(
    load({ 'model.json': new TypeError('no net') }),
    'descriptor-unreachable',
    'no net',
  );
  await rejects(loadDescriptor('model.json', { fetch: serve({}) }), 'descriptor-url', 'model.json');
});

test('a page or broken JSON instead of a descriptor is refused', async () => {
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  const page = new Response('<!doctype html>', { headers });
  await rejects(load({ 'model.json': page }), 'descriptor-not-json', 'text/html', 'a page');
  await rejects(load({ 'model.json': '  <html>' }), 'descriptor-not-json', 'a page');
  await rejects(load({ 'model.json': '{"a":' }), 'descriptor-not-json', url);
});

test('a descriptor that does not end is broken off', async () => {
  let cancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(65536)),
    cancel: () => {
      cancelled = true;
    },
  });
  await rejects(load({ 'model.json': new Response(endless) }), 'descriptor-too-large');
  assert.ok(cancelled);
  const long = ' '.repeat(BOUNDS.jsonBytes + 1);
  await rejects(load({ 'model.json': long }), 'descriptor-too-large', String(BOUNDS.jsonBytes));
});

test('weight files that cannot be had are refused by name', async () => {
  const json = JSON.stringify(network());
  await rejects(load({ 'model.json': json }), 'weights-http', '.bin', '404');
  const broken = site(network(), { 'b.bin': new TypeError('cut') });
  await rejects(load(broken), 'weights-unreachable', 'b.bin', 'cut');
});

test('a weight file that is too short, too long or endless is refused', async () => {
  const short = { 'b.bin': shards['b.bin'].subarray(4) };
  await rejects(load(site(network(), short)), 'weights-too-short', 'b.bin', '31396', '31400');
  await rejects(load(site(network(), { 'b.bin': bytes })), 'weights-too-long', 'b.bin');
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1024)),
  });
  await rejects(load(site(network(), { 'b.bin': new Response(endless) })), 'weights-too-long');
  const stated = network({ weights: files });
  await rejects(load(site(stated, short)), 'weights-too-short', 'b.bin', '19051', '19055');
  await rejects(load(site(stated, { 'a.bin': bytes })), 'weights-too-long', 'a.bin', '12345');
});

test('a front page in place of a weight file is called one', async () => {
  const page = () => new Response('<html>', { headers: { 'content-type': 'text/html' } });
  const answers = site(network(), { 'a.bin': page(), 'b.bin': page() });
  await rejects(load(answers), 'weights-too-short', 'a page');
});

test('a changed weight file is refused by its digest', async () => {
  const changed = Uint8Array.from(shards['a.bin']);
  changed[0] = 1;
  const answers = site(network({ weights: files }), { 'a.bin': changed });
  await rejects(load(answers), 'weights-digest', 'a.bin', files[0]?.sha256 ?? '');
});

test('a digest for some files only, or for others, is refused', async () => {
  await rejects(load(site(network({ weights: files.slice(1) }))), 'metadata-invalid', 'a.bin');
  const other = [...files, { ...files[0], path: 'c.bin' }];
  await rejects(load(site(network({ weights: other }))), 'metadata-invalid', 'c.bin');
});

test('files elsewhere are refused before any file is fetched', async () => {
  const json = network();
  const [group] = json['weightsManifest'] as Json[];
  const elsewhere = { ...json, weightsManifest: [{ ...group, paths: ['a.bin', '//evil/b.bin'] }] };
  const asked: string[] = [];
  const served = serve(site(elsewhere));
  const fetch: Fetch = (address) => {
    asked.push(address);
    return served(address);
  };
  await rejects(loadDescriptor(url, { fetch }), 'weights-origin', '//evil/b.bin');
  assert.deepEqual(asked, [url]);
});

test('aborting rejects with the signal’s own reason, at whatever point', async () => {
  const reason = new DOMException('enough', 'AbortError');
  const isReason = (error: unknown) => error === reason;
  await assert.rejects(load(site(network()), { signal: AbortSignal.abort(reason) }), isReason);
  const controller = new AbortController();
  const onProgress = () => controller.abort(reason);
  await assert.rejects(load(site(network()), { signal: controller.signal, onProgress }), isReason);
  const thrown = { 'model.json': new DOMException('gone', 'AbortError') };
  await assert.rejects(load(thrown), { name: 'AbortError', message: 'gone' });
});

test('when one file fails, the others are broken off and progress stops', async () => {
  const signals: (AbortSignal | undefined)[] = [];
  const served = serve(site(network(), { 'b.bin': new TypeError('cut') }));
  const calls: number[] = [];
  const fetch: Fetch = (address, init) => {
    if (address.endsWith('.bin')) signals.push(init?.signal);
    return address.endsWith('a.bin')
      ? new Promise((resolve) => setTimeout(resolve, 5)).then(() => served(address))
      : served(address);
  };
  const onProgress = (loaded: number) => calls.push(loaded);
  await rejects(loadDescriptor(url, { fetch, onProgress }), 'weights-unreachable');
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(
    signals.map((signal) => signal?.aborted),
    [true, true],
  );
  assert.equal(calls.length, 1);
});

test('a body that the page has read already is one that cannot be fetched', async () => {
  const read = new Response(bytes);
  await read.arrayBuffer();
  await rejects(load(site(network(), { 'a.bin': read })), 'weights-unreachable', 'a.bin');
});
