import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { ReactiveControllerHost } from 'lit';
import { DrawingStore } from '../../../src/elements/history.js';
import { Recognition } from '../../../src/elements/recognition.js';
import { BackendError, type Result } from '../../../src/recognizer/index.js';
import { fakeLoads, FakeRecognizer, resultOf, settle, type FakeLoad } from './fake-recognizer.js';

/** An element, as far as a recognition knows it. */
class Host extends EventTarget {
  readonly localName = 'digit-recognizer';
  isConnected = true;
  addController(): void {}
  requestUpdate(): void {}
}

const choice = { backend: 'auto', model: '', crossOriginWeights: false, learn: null };

let host: Host;
let store: DrawingStore;
let loads: FakeLoad[];
let recognition: Recognition<Result>;
let digits: number[];
/** Events of the host, with what they tell. */
let events: unknown[];

function draw(x: number): void {
  store.begin({ width: 100, height: 100 });
  store.extend([{ x, y: 1 }]);
  store.end();
}

/** Starts a load, or chooses another network, and brings that load to its end. */
async function load(model = ''): Promise<FakeRecognizer> {
  const recognizer = new FakeRecognizer();
  recognition.choose({ ...choice, model });
  recognition.load();
  loads.at(-1)!.done.resolve(recognizer);
  await settle();
  return recognizer;
}

/** Answers a question, the last by default, also one that is due now. */
async function answer({ calls }: FakeRecognizer, digit: number, at = -1): Promise<void> {
  await settle();
  calls.at(at)!.done.resolve(resultOf(digit));
  await settle();
}

beforeEach(() => {
  const fake = fakeLoads();
  loads = fake.loads;
  digits = [];
  events = [];
  host = new Host();
  for (const type of ['ready', 'error'])
    host.addEventListener(`digit-${type}`, (event) => {
      const { backend, error } = (event as CustomEvent<{ backend?: string; error?: Error }>).detail;
      events.push(backend ?? error!.message);
    });
  store = new DrawingStore();
  recognition = new Recognition(
    host as unknown as ReactiveControllerHost & HTMLElement,
    store,
    fake.create,
    {
      prefix: () => 'digit',
      capture: () => {
        const { strokes } = store;
        return (recognizer) => recognizer.recognize(strokes);
      },
      recognized: ({ digit }) => digits.push(digit!),
    },
  );
});

describe('loading a recognizer', () => {
  it('happens once, however often it is asked for', async () => {
    recognition.load();
    await load();
    recognition.load();
    assert.equal(loads.length, 1);
    assert.deepEqual(events, ['cpu']);
    assert.deepEqual(recognition.state, { kind: 'ready', backend: 'cpu' });
  });

  it('tells how much of it is there', () => {
    recognition.load();
    assert.deepEqual(recognition.state, { kind: 'loading', fraction: null });
    loads[0]!.options.onProgress!(1, 4);
    assert.deepEqual(recognition.state, { kind: 'loading', fraction: 0.25 });
  });

  it('follows the choice: the last one wins and what came late is given back', async () => {
    const late = new FakeRecognizer();
    recognition.load();
    const { ready } = recognition;
    recognition.choose({ ...choice, backend: 'webgl' });
    assert.equal(loads[0]!.options.signal!.aborted, true);
    assert.equal(loads[1]!.options.backend, 'webgl');
    const wanted = new FakeRecognizer();
    loads[1]!.done.resolve(wanted);
    loads[0]!.done.resolve(late);
    await ready;
    await settle();
    assert.ok(late.disposed && !wanted.disposed);
  });

  it('waits until it is asked for, also if the choice changes', () => {
    recognition.choose({ ...choice, backend: 'cpu', model: 'm.json' });
    assert.equal(loads.length, 0);
    recognition.load();
    assert.equal(loads[0]!.options.model, 'm.json');
  });

  it('gives back the old recognizer when another that was chosen is there', async () => {
    const old = await load();
    recognition.choose({ ...choice, model: 'other.json' });
    assert.ok(!old.disposed);
    const other = await load('other.json');
    assert.ok(old.disposed && !other.disposed);
  });

  it('keeps the old recognizer, and hears of it, when the other cannot be loaded', async () => {
    const old = await load();
    recognition.choose({ ...choice, model: 'broken.json' });
    loads[1]!.done.reject(new Error('no such model'));
    await assert.rejects(recognition.ready, /no such model/);
    const failed = { kind: 'failed', at: 'loading', message: 'no such model' };
    assert.deepEqual(recognition.state, failed);
    loads[0]!.options.onBackendChange!('wasm', new BackendError('device-lost', 'gone'));
    assert.deepEqual(events, ['cpu', 'no such model', 'wasm']);
    assert.deepEqual(recognition.state, failed);
    host.isConnected = false;
    recognition.hostDisconnected();
    await settle();
    assert.ok(old.disposed);
    loads[0]!.options.onBackendChange!('cpu', new BackendError('device-lost', 'gone'));
    assert.equal(events.length, 3);
  });

  it('tries the other again when told to, and keeps the old one until then', async () => {
    const old = await load();
    recognition.choose({ ...choice, model: 'late.json' });
    loads[1]!.done.reject(new Error('not yet'));
    await settle();
    recognition.retry();
    assert.ok(!old.disposed);
    await load('late.json');
    assert.equal(loads.length, 3);
    assert.ok(old.disposed);
  });

  it('happens anew when weights from elsewhere are allowed or no longer so', async () => {
    await load();
    recognition.choose({ ...choice, crossOriginWeights: true });
    assert.equal(loads[1]!.options.crossOriginWeights, true);
    recognition.choose({ ...choice });
    assert.equal(loads[1]!.options.signal!.aborted, true);
    assert.equal(loads[2]!.options.crossOriginWeights, false);
  });

  it('tells of a failure once and tries again when something is to be read', async () => {
    recognition.load();
    loads[0]!.done.reject(new Error('no such model'));
    await assert.rejects(recognition.ready, /no such model/);
    recognition.load();
    assert.equal(loads.length, 1);
    assert.deepEqual(events, ['no such model']);
    draw(1);
    recognition.schedule(0);
    await settle();
    assert.equal(loads.length, 2);
    await load();
    await recognition.ready;
  });

  it('keeps one promise of readiness across loads that never finished', async () => {
    const { ready } = recognition;
    recognition.load();
    host.isConnected = false;
    recognition.hostDisconnected();
    await settle();
    assert.equal(loads[0]!.options.signal!.aborted, true);
    assert.deepEqual(recognition.state, { kind: 'idle' });
    assert.equal(recognition.ready, ready);
    await load();
    await ready;
  });
});

describe('an element that leaves the page', () => {
  it('keeps its recognizer if it is only moved', async () => {
    const recognizer = await load();
    host.isConnected = false;
    recognition.hostDisconnected();
    host.isConnected = true;
    recognition.hostConnected();
    await settle();
    assert.ok(!recognizer.disposed);
  });

  it('gives its recognizer back once whoever asked is answered', async () => {
    const recognizer = await load();
    draw(1);
    const first = recognition.recognize();
    draw(2);
    const second = recognition.recognize();
    host.isConnected = false;
    recognition.hostDisconnected();
    await answer(recognizer, 2);
    assert.equal((await second)?.digit, 2);
    assert.ok(!recognizer.disposed);
    recognizer.calls[0]!.done.reject(new Error('broken'));
    await assert.rejects(first);
    assert.ok(recognizer.disposed);
    assert.equal(recognition.backend, null);
  });
});

describe('reading the drawing', () => {
  let recognizer: FakeRecognizer;

  beforeEach(async () => {
    recognizer = await load();
    events = [];
  });

  it('answers null for blank paper without asking the recognizer', async () => {
    assert.equal(await recognition.recognize(), null);
    assert.equal(recognizer.calls.length, 0);
  });

  it('happens once for two requests of the same drawing', async () => {
    draw(1);
    const both = Promise.all([recognition.recognize(), recognition.recognize()]);
    await settle();
    assert.equal(recognizer.calls.length, 1);
    assert.ok(recognition.isReading);
    await answer(recognizer, 7);
    assert.deepEqual(await both, [resultOf(7), resultOf(7)]);
    assert.deepEqual(digits, [7]);
    assert.ok(!recognition.isReading);
  });

  it('reports no answer to a drawing that has changed since, but gives it to who asked', async () => {
    draw(1);
    const asked = recognition.recognize();
    await settle();
    draw(2);
    await answer(recognizer, 1);
    assert.equal((await asked)?.digit, 1);
    assert.deepEqual(digits, []);
  });

  it('merges what is due while it is busy into one more reading, of the newest drawing', async () => {
    for (const x of [1, 2, 3, 4]) {
      draw(x);
      recognition.schedule(0);
      await settle();
    }
    assert.equal(recognizer.calls.length, 1);
    await answer(recognizer, 1);
    assert.equal(recognizer.calls.length, 2);
    assert.equal((recognizer.calls[1]!.input as unknown[]).length, 4);
    await answer(recognizer, 4);
    assert.deepEqual(digits, [4]);
  });

  it('does not happen again for a drawing that is read', async () => {
    draw(1);
    recognition.schedule(0);
    await answer(recognizer, 1);
    recognition.schedule('live');
    await settle();
    assert.equal(recognizer.calls.length, 1);
  });

  it('takes back what is scheduled, also while it waits for its turn', async () => {
    draw(1);
    void recognition.recognize();
    await settle();
    draw(2);
    recognition.schedule(0);
    await settle();
    recognition.cancel();
    await answer(recognizer, 1);
    assert.equal(recognizer.calls.length, 1);
  });

  it('asks the recognizer chosen meanwhile when the old one gives up', async () => {
    draw(1);
    const asked = recognition.recognize();
    await settle();
    const other = await load('other.json');
    recognizer.calls[0]!.done.reject(new Error('disposed'));
    await answer(other, 3);
    assert.equal((await asked)?.digit, 3);
    assert.deepEqual(events, ['cpu']);
  });

  it('goes on with the old network while another is loaded, and happens anew when it is there', async () => {
    recognition.choose({ ...choice, model: 'other.json' });
    draw(1);
    recognition.schedule(0);
    await answer(recognizer, 1);
    assert.deepEqual(digits, [1]);
    const other = await load('other.json');
    await answer(other, 7);
    assert.deepEqual(digits, [1, 7]);
  });

  it('waits for the network that was chosen when a page asks, and lets the old one read on', async () => {
    recognition.choose({ ...choice, model: 'other.json' });
    draw(1);
    const asked = recognition.recognize();
    draw(2);
    recognition.schedule(0);
    await answer(recognizer, 1);
    assert.deepEqual(digits, [1]);
    const other = await load('other.json');
    await answer(other, 7, 0);
    assert.equal((await asked)?.digit, 7);
  });

  it('tells a page that asked why the network cannot be loaded, and then reads with the old one', async () => {
    recognition.choose({ ...choice, model: 'other.json' });
    draw(1);
    const asked = recognition.recognize();
    const failure = new Error('no such model');
    loads[1]!.done.reject(failure);
    await assert.rejects(asked, failure);
    const again = recognition.recognize();
    await answer(recognizer, 4);
    assert.equal((await again)?.digit, 4);
    assert.deepEqual(digits, [4]);
  });

  it('tells of a failure, which is over with the next answer', async () => {
    draw(1);
    const asked = recognition.recognize();
    await settle();
    const failure = new Error('device lost');
    recognizer.calls[0]!.done.reject(failure);
    await assert.rejects(asked, failure);
    assert.deepEqual(events, ['device lost']);
    assert.deepEqual(recognition.state, { kind: 'failed', at: 'reading', message: 'device lost' });
    void recognition.recognize();
    await answer(recognizer, 4);
    assert.deepEqual(recognition.state, { kind: 'ready', backend: 'cpu' });
  });
});
