import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, describe, it, type TestContext } from 'node:test';
import { createGzip, gzipSync } from 'node:zlib';
import { BOUNDS, loadDescriptor } from '../../../src/graph/index.js';
import { rejects } from '../support.js';
import { SITES } from './networks.js';
import { serveReally, type Handler, type RealServer } from './real-server.js';

const MIB = 2 ** 20;
const { json, files } = SITES[1]!;
const [[path, content]] = [...files] as [[string, Uint8Array]];

const send =
  (body: string | Uint8Array): Handler =>
  (response) =>
    response.end(body);
const redirect =
  (location: string): Handler =>
  (response) =>
    response.writeHead(302, { location }).end();

const open: RealServer[] = [];
after(() => open.forEach((server) => server.close()));

/** The sound network's server, with other answers for some of its paths. */
async function site(answers: Record<string, Handler>): Promise<RealServer> {
  const sound = [...files].map(([path, bytes]) => [`/${path}`, send(bytes)] as const);
  const server = await serveReally({
    '/model.json': send(JSON.stringify(json)),
    ...Object.fromEntries(sound),
    ...answers,
  });
  open.push(server);
  return server;
}

const load = ({ origin }: RealServer, crossOriginWeights = false) =>
  loadDescriptor(`${origin}/model.json`, { fetch, crossOriginWeights });

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    assert.ok(tries < 1000, `${String(condition)} does not come true`);
    await sleep(5);
  }
}

/** A gibibyte of spaces, as a megabyte. */
function bomb(response: Parameters<Handler>[0]): void {
  response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' });
  const gzip = createGzip();
  gzip.pipe(response);
  const spaces = Buffer.alloc(MIB, 0x20);
  let left = 1024;
  const write = () => {
    while (left-- > 0) if (!gzip.write(spaces)) return void gzip.once('drain', write);
    gzip.end();
  };
  response.on('close', () => gzip.destroy());
  write();
}

describe('a server that means ill', () => {
  for (const [name, at, code] of [
    ['in place of the descriptor', '/model.json', 'descriptor-too-large'],
    ['in place of weights', `/${path}`, 'weights-too-long'],
  ] as const) {
    it(`and packs a gibibyte into a megabyte ${name} is cut off`, async () => {
      const server = await site({ [at]: bomb });
      let most = 0;
      const before = process.memoryUsage().rss;
      const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
      await rejects(load(server), code);
      clearInterval(watch);
      await sleep(50);
      assert.equal(server.brokenOff(), 1);
      assert.ok(most - before < 200 * MIB, `${Math.round((most - before) / MIB)} MiB were taken`);
    });
  }

  it('and packs an endless list into little is cut off at what a descriptor may have', async () => {
    const packed = gzipSync(`[${'{},'.repeat(BOUNDS.jsonBytes)}0]`);
    const server = await site({
      '/model.json': (response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed),
    });
    await rejects(load(server), 'descriptor-too-large', String(BOUNDS.jsonBytes));
  });

  it('and never ends is left when whoever asked has had enough', async () => {
    const server = await site({ '/model.json': (response) => void response.write('{') });
    const signal = AbortSignal.timeout(50);
    await assert.rejects(loadDescriptor(`${server.origin}/model.json`, { fetch, signal }), {
      name: 'TimeoutError',
    });
    await sleep(50);
    assert.equal(server.brokenOff(), 1);
  });

  /** @returns lets half a minute go by, again and again, in no time at all. */
  function holdClock(t: TestContext): () => void {
    const { setInterval, clearInterval } = globalThis;
    t.mock.timers.enable({ apis: ['setTimeout'] });
    return () => {
      const clock = setInterval(() => t.mock.timers.tick(30_000), 100);
      t.after(() => clearInterval(clock));
    };
  }

  for (const [how, handler] of [
    ['never answers', () => undefined],
    ['falls silent before the body', (response) => response.flushHeaders()],
    ['falls silent in the middle', (response) => void response.write('{')],
  ] as readonly [string, Handler][]) {
    for (const [at, code] of [
      ['/model.json', 'descriptor-unreachable'],
      [`/${path}`, 'weights-unreachable'],
    ] as const) {
      it(`and ${how} for ${at} is left, with the address and what to do`, async (t) => {
        const hurry = holdClock(t);
        const server = await site({
          [at]: (response, request) => {
            hurry();
            handler(response, request);
          },
        });
        const { origin } = server;
        await rejects(load(server), code, origin + at, '30 seconds', 'try again');
        await until(() => server.brokenOff() === 1);
      });
    }
  }

  it('and takes minutes, a little at a time, is heard to the end', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const pieces = 20;
    const text = JSON.stringify(json);
    const size = Math.ceil(text.length / pieces);
    const dripping = new ReadableStream({
      async pull(controller) {
        const at = sent++ * size;
        if (at >= text.length) return controller.close();
        // The clock moves while the next piece is awaited.
        await new Promise((resolve) => setImmediate(resolve));
        t.mock.timers.tick(29_000);
        controller.enqueue(new TextEncoder().encode(text.slice(at, at + size)));
      },
    });
    let sent = 0;
    const server = await site({});
    const slow: typeof fetch = async (url, init) =>
      String(url).endsWith('.json') ? new Response(dripping) : fetch(url, init);
    await loadDescriptor(`${server.origin}/model.json`, { fetch: slow });
    assert.ok(sent >= pieces);
  });

  it('and sends a page for everything is told from one that has the network', async () => {
    const page: Handler = (response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');
    await rejects(load(await site({ '/model.json': page })), 'descriptor-not-json', 'a page');
    await rejects(load(await site({ [`/${path}`]: page })), 'weights-too-short', 'a page');
  });
});

describe('a weight file on another origin', () => {
  it('behind a redirect is refused with nothing of it read, unless it is allowed', async () => {
    let sent = 0;
    const other = await site({
      [`/${path}`]: (response) => {
        sent++;
        response.write(content);
        // The rest would follow, to somebody who reads.
        setTimeout(() => response.end(), 20);
      },
    });
    const server = await site({ [`/${path}`]: redirect(`${other.origin}/${path}`) });
    await rejects(load(server), 'weights-origin', path, other.origin, 'crossorigin-weights');
    assert.equal(sent, 1);
    assert.equal((await load(server, true)).plan.operations.length > 0, true);
  });

  it('named by the descriptor is not even asked for, unless it is allowed', async () => {
    const other = await site({});
    const text = JSON.stringify(json).replaceAll(`"${path}"`, `"${other.origin}/${path}"`);
    const server = await site({ '/model.json': send(text), [`/${path}`]: send('') });
    await rejects(load(server), 'weights-origin', other.origin);
    assert.deepEqual(other.requests, []);
    assert.deepEqual(server.requests, ['/model.json']);
    await load(server, true);
    assert.deepEqual(other.requests, [`/${path}`]);
  });

  it('is fine where the descriptor itself was found, after a redirect', async () => {
    const other = await site({});
    const server = await site({
      '/model.json': redirect(`${other.origin}/model.json`),
      [`/${path}`]: redirect(`${other.origin}/${path}`),
    });
    await load(server);
  });

  it('is none where a redirect stays at home', async () => {
    const server = await site({
      [`/${path}`]: redirect('/moved.bin'),
      '/moved.bin': send(content),
    });
    await load(server);
  });
});
