import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import {
  RecognizerLoader,
  type LoaderState,
} from '../../../src/elements/recognition/recognizer-loader.js';
import { fakeLoads, FakeRecognizer, settle, type FakeLoad } from './fake-recognizer.js';

let loader: RecognizerLoader;
let loads: FakeLoad[];
let states: LoaderState[];
let failures: unknown[];

beforeEach(() => {
  const fake = fakeLoads();
  loads = fake.loads;
  states = [];
  failures = [];
  loader = new RecognizerLoader(fake.create, {
    stateChanged: (state) => states.push(state),
    progressed: () => undefined,
    failed: (error) => failures.push(error),
    backendChanged: () => undefined,
    backendLost: () => undefined,
  });
});

describe('loading a recogniser', () => {
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
    loader.choose({ backend: 'webgl', model: '' });
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
    loader.choose({ backend: 'cpu', model: 'm.json' });
    assert.equal(loads.length, 0);
    void loader.load();
    assert.equal(loads[0]?.options.model, 'm.json');
  });

  it('gives back the old recogniser when another is chosen', async () => {
    const old = new FakeRecognizer();
    void loader.load();
    loads[0]?.done.resolve(old);
    await loader.ready;
    loader.choose({ backend: 'cpu', model: '' });
    assert.ok(old.disposed);
    assert.equal(loader.current, null);
    assert.equal(loader.state, 'loading');
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
