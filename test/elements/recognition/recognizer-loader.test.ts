import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { RecognizerLoader, type LoaderState } from '../../../src/elements/recognizer-loader.js';
import { BackendError } from '../../../src/recognizer/index.js';
import { fakeLoads, FakeRecognizer, settle, type FakeLoad } from './fake-recognizer.js';

let loader: RecognizerLoader;
let loads: FakeLoad[];
let states: LoaderState[];
let failures: unknown[];
let backends: string[];

const choice = { backend: 'auto', model: '', crossOriginWeights: false };

/** The first load, brought to its end. */
async function loadOne(): Promise<FakeRecognizer> {
  const recognizer = new FakeRecognizer();
  void loader.load();
  loads[0]?.done.resolve(recognizer);
  await loader.ready;
  return recognizer;
}

beforeEach(() => {
  const fake = fakeLoads();
  loads = fake.loads;
  states = [];
  failures = [];
  backends = [];
  loader = new RecognizerLoader(fake.create, {
    stateChanged: (state) => states.push(state),
    progressed: () => undefined,
    failed: (error) => failures.push(error),
    backendChanged: (backend) => backends.push(backend),
    backendLost: () => undefined,
  });
});

describe('loading a recognizer', () => {
  it('happens once, however often it is asked for', async () => {
    const recognizer = new FakeRecognizer();
    const both = Promise.all([loader.load(), loader.load()]);
    loads[0]?.done.resolve(recognizer);
    assert.deepEqual(await both, [recognizer, recognizer]);
    assert.equal(loads.length, 1);
    assert.deepEqual(states, ['loading', 'ready']);
  });

  it('follows the choice: the last one wins and what came late is given back', async () => {
    const [late, wanted] = [new FakeRecognizer(), new FakeRecognizer()];
    const loaded = loader.load();
    loader.choose({ ...choice, backend: 'webgl' });
    loads[1]?.done.resolve(wanted);
    loads[0]?.done.resolve(late);
    assert.equal(await loaded, wanted);
    await settle();
    assert.equal(loads[0]?.options.signal?.aborted, true);
    assert.equal(loads[1]?.options.backend, 'webgl');
    assert.ok(late.disposed && !wanted.disposed);
    assert.equal(loader.current, wanted);
  });

  it('loads nothing when the choice changes before it was asked to', () => {
    loader.choose({ ...choice, backend: 'cpu', model: 'm.json' });
    assert.equal(loads.length, 0);
    void loader.load();
    assert.equal(loads[0]?.options.model, 'm.json');
  });

  it('gives back the old recognizer when another that was chosen is there', async () => {
    const old = await loadOne();
    loader.choose({ ...choice, backend: 'cpu' });
    assert.equal(loader.current, old);
    assert.equal(loader.state, 'loading');
    const other = new FakeRecognizer();
    loads[1]?.done.resolve(other);
    assert.equal(await loader.load(), other);
    assert.equal(loader.current, other);
    assert.ok(old.disposed && !other.disposed);
  });

  it('keeps the old recognizer, and hears of it, when the other cannot be loaded', async () => {
    const old = await loadOne();
    loader.choose({ ...choice, model: 'broken.json' });
    const failure = new Error('no such model');
    const asked = loader.load();
    assert.equal(await loader.present(), old);
    loads[1]?.done.reject(failure);
    await assert.rejects(asked, failure);
    await assert.rejects(loader.ready, failure);
    assert.deepEqual(failures, [failure]);
    assert.deepEqual(states, ['loading', 'ready', 'loading', 'failed']);
    assert.equal(await loader.load(), old);
    assert.equal(loads.length, 2);
    loads[0]?.options.onBackendChange?.('wasm', new BackendError('device-lost', 'gone'));
    assert.deepEqual(backends, ['wasm']);
    loader.release();
    assert.ok(old.disposed);
    loads[0]?.options.onBackendChange?.('cpu', new BackendError('device-lost', 'gone'));
    assert.deepEqual(backends, ['wasm']);
  });

  it('tries the other again when told to, and keeps the old one until then', async () => {
    const old = await loadOne();
    loader.choose({ ...choice, model: 'late.json' });
    loads[1]?.done.reject(new Error('not yet'));
    await settle();
    loader.reload();
    assert.equal(loader.current, old);
    const other = new FakeRecognizer();
    loads[2]?.done.resolve(other);
    await loader.ready;
    assert.equal(loader.current, other);
    assert.ok(old.disposed);
  });

  it('loads anew when weights from elsewhere are allowed or no longer so', async () => {
    await loadOne();
    loader.choose({ ...choice, crossOriginWeights: true });
    assert.equal(loads[1]?.options.crossOriginWeights, true);
    loader.choose({ ...choice });
    assert.equal(loads[1]?.options.signal?.aborted, true);
    assert.equal(loads[2]?.options.crossOriginWeights, false);
  });

  it('tells of a failure once and tries again when asked', async () => {
    const failure = new Error('no such model');
    const first = loader.load();
    loads[0]?.done.reject(failure);
    await assert.rejects(first, failure);
    await assert.rejects(loader.ready, failure);
    assert.deepEqual(failures, [failure]);
    const second = loader.load();
    const recognizer = new FakeRecognizer();
    loads[1]?.done.resolve(recognizer);
    assert.equal(await second, recognizer);
    await loader.ready;
  });

  it('keeps one promise of readiness across loads that never finished', async () => {
    const { ready } = loader;
    void loader.load();
    loader.release();
    void loader.load();
    assert.equal(loader.ready, ready);
    loads[1]?.done.resolve(new FakeRecognizer());
    await ready;
  });
});
