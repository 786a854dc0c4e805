import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RefCountedCache, type CreateContext } from '../../src/recognizer/cache.js';
import { gate, settle } from './fake-backends.js';

interface Thing {
  readonly number: number;
}

/** A pool of numbered things, each made when `made` resolves. */
function pool(keepAliveMs = 0, made: Promise<unknown> = Promise.resolve()) {
  const creations: CreateContext[] = [];
  const discarded: number[] = [];
  const things = new RefCountedCache<Thing>(({ number }) => discarded.push(number), keepAliveMs);
  const create = async (creation: CreateContext) => {
    const number = creations.push(creation);
    await made;
    return { number };
  };
  return { things, create, creations, discarded };
}

describe('a reference-counted cache', () => {
  it('makes one thing for all who ask, and discards it after the last has gone', async () => {
    const { things, create, creations, discarded } = pool();
    const references = await Promise.all(
      Array.from({ length: 100 }, () => things.acquire('a', create)),
    );
    assert.equal(creations.length, 1);
    for (const reference of references.slice(1)) reference.release();
    await settle();
    assert.deepEqual(discarded, []);
    references[0]!.release();
    await settle();
    assert.deepEqual(discarded, [1]);
    const again = await things.acquire('a', create);
    assert.equal(again.value.number, 2);
  });

  it('counts a reference that is released twice once', async () => {
    const { things, create, discarded } = pool();
    const [one] = await Promise.all([things.acquire('a', create), things.acquire('a', create)]);
    one!.release();
    one!.release();
    await settle();
    assert.deepEqual(discarded, []);
  });

  it('keeps a thing a while for someone who comes straight back', async ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { things, create, creations, discarded } = pool(30);
    (await things.acquire('a', create)).release();
    mock.timers.tick(29);
    const back = await things.acquire('a', create);
    mock.timers.tick(1000);
    await settle();
    assert.deepEqual([creations.length, discarded.length], [1, 0]);
    back.release();
    mock.timers.tick(30);
    await settle();
    assert.deepEqual(discarded, [1]);
  });

  it('goes on for the others when one gives up waiting', async () => {
    const { opened, open } = gate();
    const { things, create, creations } = pool(0, opened);
    const controller = new AbortController();
    const given = things.acquire('a', create, { signal: controller.signal });
    const kept = things.acquire('a', create);
    controller.abort(new Error('enough'));
    await assert.rejects(given, /enough/);
    assert.equal(creations[0]!.signal.aborted, false);
    open();
    assert.equal((await kept).value.number, 1);
  });

  it('gives up making it when the last one gives up waiting', async () => {
    const { opened, open } = gate();
    const { things, create, creations, discarded } = pool(1000, opened);
    const controllers = [new AbortController(), new AbortController()];
    const waits = controllers.map(({ signal }) => things.acquire('a', create, { signal }));
    await settle();
    for (const controller of controllers) controller.abort();
    for (const wait of waits) await assert.rejects(wait, { name: 'AbortError' });
    assert.equal(creations[0]!.signal.aborted, true);
    const fresh = things.acquire('a', create);
    open();
    assert.equal((await fresh).value.number, 2);
    await settle();
    assert.deepEqual(discarded, [1], 'what arrived too late is discarded');
  });

  it('makes nothing for someone who has given up before asking', async () => {
    const { things, create, creations } = pool();
    const signal = AbortSignal.abort();
    await assert.rejects(things.acquire('a', create, { signal }), { name: 'AbortError' });
    assert.equal(creations.length, 0);
  });

  it('tells a failure to all who wait and does not keep it', async () => {
    const things = new RefCountedCache<Thing>(() => assert.fail('nothing to discard'), 0);
    let attempts = 0;
    const create = async () => {
      if (++attempts === 1) throw new Error('no luck');
      return { number: attempts };
    };
    const waits = await Promise.allSettled([
      things.acquire('a', create),
      things.acquire('a', create),
    ]);
    assert.deepEqual(
      waits.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal((await things.acquire('a', create)).value.number, 2);
  });

  it('tries again for the first who asks again, be the others not told yet', async () => {
    const things = new RefCountedCache<Thing>(() => undefined, 0);
    let attempts = 0;
    const create = async () => {
      if (++attempts === 1) throw new Error('no luck');
      return { number: attempts };
    };
    const stubborn = () => things.acquire('a', create).catch(() => things.acquire('a', create));
    const references = await Promise.all([stubborn(), stubborn()]);
    assert.deepEqual(
      references.map(({ value }) => value.number),
      [2, 2],
    );
  });

  it('tells everyone how far it is, latecomers too, and never backwards', async () => {
    const { opened, open } = gate();
    const { things, create, creations } = pool(0, opened);
    const seen: [number[], number[]] = [[], []];
    const first = things.acquire('a', create, { onProgress: (loaded) => seen[0].push(loaded) });
    await settle();
    for (const loaded of [1, 5, 3]) creations[0]!.report(loaded, 10);
    const second = things.acquire('a', create, { onProgress: (loaded) => seen[1].push(loaded) });
    creations[0]!.report(10, 10);
    open();
    await Promise.all([first, second]);
    assert.deepEqual(seen, [
      [1, 5, 10],
      [5, 10],
    ]);
  });

  it('gives a retired thing to nobody new, and discards it when those who have it go', async () => {
    const { things, create, creations, discarded } = pool(1000);
    const old = await things.acquire('a', create);
    creations[0]!.retire();
    const fresh = await things.acquire('a', create);
    assert.equal(fresh.value.number, 2);
    old.release();
    await settle();
    assert.deepEqual(discarded, [1]);
  });

  it('discards a thing that is retired while nobody has it, once', async ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { things, create, creations, discarded } = pool(20);
    (await things.acquire('a', create)).release();
    creations[0]!.retire();
    creations[0]!.retire();
    mock.timers.tick(1000);
    await settle();
    assert.deepEqual(discarded, [1]);
  });
});
