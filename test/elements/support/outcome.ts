import { expect } from 'chai';
import type { DigitRecognizerElement } from '../../../src/elements/digit-recognizer-element.js';
import type { Drawing } from '../../../src/ink/index.js';
import { DRAWINGS } from '../../support/drawings.js';
import type { Frame } from './frame.js';
import { nextEvent, sleep } from './page.js';
import type { Strike } from './platform-calls.js';

/** What is drawn on an element whose outcome is looked at. */
export const SEVEN = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;

/** More than any answer takes, on a software GPU and a machine with much to do. */
const PATIENCE = 30_000;

/** @throws Error where the promise is not settled in time. */
export function settled<T>(promise: Promise<T>, what: string): Promise<PromiseSettledResult<T>> {
  const late = sleep(PATIENCE).then(() => Promise.reject(new Error(`${what} did not settle`)));
  return Promise.race([Promise.allSettled([promise]).then(([outcome]) => outcome), late]);
}

/** The answer is right, or it is refused by a code that the page was told. */
export async function checkOutcome(
  element: DigitRecognizerElement,
  codes: readonly string[],
): Promise<void> {
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
  expect(element.matches(':state(error)'), 'it looks as though all were well').to.equal(true);
}

/** An element still has what was drawn on it. */
export function checkKept(element: DigitRecognizerElement, drawing: Drawing, what = ''): void {
  const isKept = JSON.stringify(element.strokes) === JSON.stringify(drawing);
  expect(isKept, `${what}: the drawing is kept`).to.equal(true);
}

/** A fault that is over has struck, has cost nothing, and lets all be as it was. */
export async function checkAftermath(
  { unhandled }: Frame,
  element: DigitRecognizerElement,
  fault: Strike,
): Promise<void> {
  fault.restore();
  expect(fault.count(), 'nothing was injected').to.be.above(0);
  checkKept(element, SEVEN);
  await checkRecovery(element);
  expect(unhandled).to.deep.equal([]);
}

/** Once all is well again, what the user presses and what the page calls read the drawing. */
async function checkRecovery(element: DigitRecognizerElement): Promise<void> {
  const retry = element.shadowRoot!.querySelector<HTMLElement>('[part~="retry-button"]');
  if (retry) {
    const read = settled(nextEvent(element, 'digit-recognized'), 'trying again');
    retry.click();
    await read;
    expect(element.value).to.equal('7');
  }
  element.strokes = [];
  element.strokes = SEVEN;
  expect((await element.recognize())?.digit).to.equal(7);
  await element.updateComplete;
  expect(element.matches(':state(ready)')).to.equal(true);
}
