import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { DrawingStore } from '../../../src/elements/history.js';
import { RecognitionRunner, RecognizerLoader } from '../../../src/elements/recognizer-loader.js';
import { fakeLoads, FakeRecognizer, resultOf, settle, type FakeLoad } from './fake-recognizer.js';

const silent = {
  stateChanged: () => undefined,
  progressed: () => undefined,
  failed: () => undefined,
  backendChanged: () => undefined,
  backendLost: () => undefined,
};

let store: DrawingStore;
let loader: RecognizerLoader;
let loads: FakeLoad[];
let runner: RecognitionRunner;
let recognizer: FakeRecognizer;
let digits: number[];
let failures: unknown[];

function draw(x: number): void {
  store.begin({ width: 100, height: 100 });
  store.extend([{ x, y: 1 }]);
  store.end();
}

/** Another network, whose load is the second. @returns what it may bring */
function choose(): FakeRecognizer {
  loader.choose({ backend: 'auto', model: 'other.json', crossOriginWeights: false });
  return new FakeRecognizer();
}

beforeEach(async () => {
  const fake = fakeLoads();
  loads = fake.loads;
  digits = [];
  failures = [];
  recognizer = new FakeRecognizer();
  store = new DrawingStore();
  loader = new RecognizerLoader(fake.create, silent);
  runner = new RecognitionRunner(store, loader, () => ({}), {
    recognized: ({ digit }) => digits.push(digit!),
    failed: (error) => failures.push(error),
    busyChanged: () => undefined,
  });
  void loader.load();
  loads[0]?.done.resolve(recognizer);
  await loader.ready;
});

describe('reading the drawing', () => {
  it('answers null for blank paper without asking the recognizer', async () => {
    assert.equal(await runner.now(), null);
    assert.equal(recognizer.calls.length, 0);
  });

  it('reads once for two requests of the same drawing', async () => {
    draw(1);
    const both = Promise.all([runner.now(), runner.now()]);
    await settle();
    assert.equal(recognizer.calls.length, 1);
    recognizer.calls[0]?.done.resolve(resultOf(7));
    assert.deepEqual(await both, [resultOf(7), resultOf(7)]);
    assert.deepEqual(digits, [7]);
  });

  it('reports no answer to a drawing that has changed since, but gives it to who asked', async () => {
    draw(1);
    const asked = runner.now();
    await settle();
    draw(2);
    recognizer.calls[0]?.done.resolve(resultOf(1));
    assert.equal((await asked)?.digit, 1);
    assert.deepEqual(digits, []);
  });

  it('merges what is asked for while it is busy into one more reading, of the newest drawing', async () => {
    draw(1);
    runner.schedule(0);
    await settle();
    for (const x of [2, 3, 4]) {
      draw(x);
      runner.schedule(0);
      await settle();
    }
    assert.equal(recognizer.calls.length, 1);
    recognizer.calls[0]?.done.resolve(resultOf(1));
    await settle();
    assert.equal(recognizer.calls.length, 2);
    assert.equal((recognizer.calls[1]?.input as unknown[]).length, 4);
    recognizer.calls[1]?.done.resolve(resultOf(4));
    await settle();
    assert.deepEqual(digits, [4]);
  });

  it('takes back what is scheduled, also while it waits for its turn', async () => {
    draw(1);
    void runner.now();
    await settle();
    draw(2);
    runner.schedule(0);
    await settle();
    runner.cancel();
    recognizer.calls[0]?.done.resolve(resultOf(1));
    await settle();
    assert.equal(recognizer.calls.length, 1);
  });

  it('asks the recognizer chosen meanwhile when the old one gives up', async () => {
    draw(1);
    const asked = runner.now();
    await settle();
    const other = choose();
    loads[1]?.done.resolve(other);
    await settle();
    recognizer.calls[0]?.done.reject(new Error('disposed'));
    await settle();
    other.calls[0]?.done.resolve(resultOf(3));
    assert.equal((await asked)?.digit, 3);
    assert.deepEqual(failures, []);
  });

  it('goes on with the old network while another is loaded, and reads anew when it is there', async () => {
    const other = choose();
    draw(1);
    runner.schedule(0);
    await settle();
    recognizer.calls[0]?.done.resolve(resultOf(1));
    await settle();
    assert.deepEqual(digits, [1]);
    loads[1]?.done.resolve(other);
    await settle();
    runner.soon();
    await settle();
    other.calls[0]?.done.resolve(resultOf(7));
    await settle();
    assert.deepEqual(digits, [1, 7]);
  });

  it('waits for the network that was chosen when a page asks, and lets the old one read on', async () => {
    const other = choose();
    draw(1);
    const asked = runner.now();
    draw(2);
    runner.schedule(0);
    await settle();
    recognizer.calls[0]?.done.resolve(resultOf(1));
    await settle();
    assert.deepEqual(digits, [1]);
    loads[1]?.done.resolve(other);
    await settle();
    other.calls[0]?.done.resolve(resultOf(7));
    assert.equal((await asked)?.digit, 7);
  });

  it('tells a page that asked why the network cannot be loaded, and then reads with the old one', async () => {
    choose();
    draw(1);
    const asked = runner.now();
    const failure = new Error('no such model');
    loads[1]?.done.reject(failure);
    await assert.rejects(asked, failure);
    const again = runner.now();
    await settle();
    recognizer.calls[0]?.done.resolve(resultOf(4));
    assert.equal((await again)?.digit, 4);
    assert.deepEqual(digits, [4]);
  });

  it('reports a failure and rejects', async () => {
    draw(1);
    const asked = runner.now();
    await settle();
    const failure = new Error('device lost');
    recognizer.calls[0]?.done.reject(failure);
    await assert.rejects(asked, failure);
    assert.deepEqual(failures, [failure]);
  });
});

describe('a runner that is to be left', () => {
  it('waits for every answer, also those that another question took the place of', async () => {
    draw(1);
    const first = runner.now();
    draw(2);
    const second = runner.now();
    let isSettled = false;
    const settled = runner.settled().then(() => (isSettled = true));
    await settle();
    recognizer.calls[1]!.done.resolve(resultOf(2));
    await second;
    await settle();
    assert.equal(isSettled, false);
    recognizer.calls[0]!.done.reject(new Error('broken'));
    await assert.rejects(first);
    await settled;
  });

  it('waits for none where nothing is asked', () => runner.settled());
});
