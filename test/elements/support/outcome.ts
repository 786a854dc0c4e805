import { expect } from 'chai';
import type { Drawing } from '../../../src/ink/index.js';
import type { Frame } from './frame.js';
import { eventAfter, SEVEN, sleep, type Field } from './page.js';
import type { FailingCalls } from './platform-calls.js';

/** Longer than any answer takes, even on a software GPU and a busy machine. */
const PATIENCE = 30_000;

/** @throws Error if the promise is not settled in time. */
export function settled<T>(promise: Promise<T>, what: string): Promise<PromiseSettledResult<T>> {
  const late = sleep(PATIENCE).then(() => Promise.reject(new Error(`${what} did not settle`)));
  return Promise.race([Promise.allSettled([promise]).then(([outcome]) => outcome), late]);
}

/** The answer is right, or it is rejected with a code that the page was told of. */
export async function checkOutcome(element: Field, codes: readonly string[]): Promise<void> {
  const reading = await settled(element.recognize(), 'recognize()');
  await settled(element.ready, 'ready');
  if (reading.status === 'fulfilled') {
    expect(reading.value?.digit).to.equal(7);
    return;
  }
  const { code } = reading.reason as { code?: string };
  expect(code, String(reading.reason)).to.match(/^[a-z]+(-[a-z]+)+$/);
  expect(codes).to.include(code);
  await element.updateComplete;
  expect(element.matches(':state(error)'), 'it does not show the error').to.equal(true);
}

/** An element still has what was drawn on it. */
export function checkKept(element: Field, drawing: Drawing, what = ''): void {
  const isKept = JSON.stringify(element.strokes) === JSON.stringify(drawing);
  expect(isKept, `${what}: the drawing is kept`).to.equal(true);
}

/** Ends a failure: it happened, nothing was lost, and everything works again. */
export async function checkAftermath(
  { unhandled }: Frame,
  element: Field,
  failing: FailingCalls,
): Promise<void> {
  failing.restore();
  expect(failing.count(), 'nothing was injected').to.be.above(0);
  checkKept(element, SEVEN);
  await checkRecovery(element);
  expect(unhandled).to.deep.equal([]);
}

/** Retrying by the user and reading by the page work again. */
async function checkRecovery(element: Field): Promise<void> {
  const retry = element.shadowRoot!.querySelector<HTMLElement>('[part~="retry-button"]');
  if (retry) {
    await settled(
      eventAfter(element, 'digit-recognized', () => retry.click()),
      'trying again',
    );
    expect(element.value).to.equal('7');
  }
  element.strokes = [];
  element.strokes = SEVEN;
  expect((await element.recognize())?.digit).to.equal(7);
  await element.updateComplete;
  expect(element.matches(':state(ready)')).to.equal(true);
}
