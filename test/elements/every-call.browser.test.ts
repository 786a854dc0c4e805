import { expect } from 'chai';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { BACKENDS_HERE } from '../support/engine.js';
import { openFrame } from './support/frame.js';
import { checkAftermath, checkOutcome, settled, SEVEN } from './support/outcome.js';
import { FakePointer } from './support/pens.js';
import { raise, reject, strike, watchCalls, type PlatformCall } from './support/platform-calls.js';

/** All that a field does of which nothing can be seen in the answer. @throws Error of a picture. */
async function useField(element: DigitRecognizerElement): Promise<void> {
  new FakePointer(element).stroke([20, 20], [30, 80]);
  element.undo();
  element.toSVG();
  await element.toBlob();
}

describe('each call that a field makes of the platform', function () {
  this.timeout(600_000);
  async function callsOn(backend: string): Promise<PlatformCall[]> {
    const frame = await openFrame();
    const watched = watchCalls(frame.window);
    const element = frame.add({ backend, loading: 'eager' });
    await element.ready;
    element.strokes = SEVEN;
    expect((await element.recognize())?.digit).to.equal(7);
    await useField(element);
    frame.close();
    return watched.calls();
  }

  async function tryFailure(backend: string, call: PlatformCall, times: number): Promise<void> {
    const frame = await openFrame();
    try {
      const codes: string[] = [];
      const { on, method, isAsync } = call;
      const injected = strike(on(frame.window), method, times, isAsync ? reject : raise);
      const element = frame.add({ backend, loading: 'eager' });
      element.addEventListener('digit-error', ({ detail }) => codes.push(detail.error.code));
      element.strokes = SEVEN;
      await checkOutcome(element, codes);
      await settled(useField(element), 'a picture');
      await checkAftermath(frame, element, injected);
    } finally {
      frame.close();
    }
  }

  // On plain JavaScript first: what all backends have in common need not be tried on a slow one.
  const tried = new Set<string>();
  for (const backend of [...BACKENDS_HERE].reverse()) {
    it(`on ${backend} may fail once or always: all is as it was when it no longer does`, async () => {
      const calls = (await callsOn(backend)).filter(({ name }) => !tried.has(name));
      const failures: string[] = [];
      for (const call of calls) {
        tried.add(call.name);
        for (const times of [1, Infinity]) {
          try {
            await tryFailure(backend, call, times);
          } catch (error) {
            failures.push(`${call.name} × ${times}: ${String(error)}`);
          }
        }
      }
      if (failures.length > 0) throw new Error(failures.join('\n'));
    });
  }
});
