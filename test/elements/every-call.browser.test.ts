import { expect } from 'chai';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { BACKENDS_HERE } from '../support/engine.js';
import { counters } from '../support/evidence-in-browser.js';
import { openFrame } from './support/frame.js';
import { checkOutcome, checkRecovery, settled, SEVEN } from './support/outcome.js';
import { FakePointer } from './support/pens.js';
import { failCall, watchCalls, type PlatformCall } from './support/platform-calls.js';

/** All that a field does of which nothing can be seen in the answer. @throws Error of a picture. */
async function useField(element: DigitRecognizerElement): Promise<void> {
  new FakePointer(element).stroke([20, 20], [30, 80]);
  element.undo();
  element.toSVG();
  await element.toBlob();
}

describe('each call that a field makes of the platform', function () {
  this.timeout(600_000);
  const counts = counters('faults', [
    ...(['methods of the platform that are called', 'cases of a failing method'] as const),
    ...(['calls made to fail', 'answers in spite of it', 'refusals by name'] as const),
    ...(['recoveries', 'drawings lost', 'unhandled rejections'] as const),
  ]);

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
      counts['cases of a failing method']++;
      const codes: string[] = [];
      const strike = failCall(frame.window, call, times);
      const element = frame.add({ backend, loading: 'eager' });
      element.addEventListener('digit-error', ({ detail }) => codes.push(detail.code));
      element.strokes = SEVEN;
      counts[await checkOutcome(element, codes)]++;
      await settled(useField(element), 'a picture');
      strike.restore();
      counts['calls made to fail'] += strike.count();
      expect(strike.count(), 'nothing was injected').to.be.above(0);
      const isKept = JSON.stringify(element.strokes) === JSON.stringify(SEVEN);
      if (!isKept) counts['drawings lost']++;
      expect(isKept, 'the drawing is kept').to.equal(true);
      await checkRecovery(element);
      counts.recoveries++;
      counts['unhandled rejections'] += frame.unhandled.length;
      expect(frame.unhandled).to.deep.equal([]);
    } finally {
      frame.close();
    }
  }

  // On plain JavaScript first: what all backends have in common need not be tried on a slow one.
  const tried = new Set<string>();
  for (const backend of [...BACKENDS_HERE].reverse()) {
    it(`on ${backend} may fail once or always: all is as it was when it no longer does`, async () => {
      const calls = (await callsOn(backend)).filter(({ name }) => !tried.has(name));
      counts['methods of the platform that are called'] += calls.length;
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
