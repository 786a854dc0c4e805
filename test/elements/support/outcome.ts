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

/** The answer is right; or it is refused by a code that the page was told. @returns which of the two. */
export async function checkOutcome(
  element: DigitRecognizerElement,
  codes: readonly string[],
): Promise<'answers in spite of it' | 'refusals by name'> {
  const reading = await settled(element.recognize(), 'recognize()');
  await settled(element.ready, 'ready');
  if (reading.status === 'fulfilled') {
    expect(reading.value?.digit).to.equal(7);
    return 'answers in spite of it';
  }
  const { code } = reading.reason as { code?: string };
  expect(code, String(reading.reason)).to.match(/^[a-z]+(-[a-z]+)+$/);
  expect(codes).to.include(code);
  await element.updateComplete;
  expect(element.matches(':state(error)'), 'it looks as though all were well').to.equal(true);
  return 'refusals by name';
}

/** Tells whether an element still has what was drawn on it, and counts it where it has not. */
export function checkKept(
  element: DigitRecognizerElement,
  drawing: Drawing,
  counts: Record<'drawings lost', number>,
  what = '',
): void {
  const isKept = JSON.stringify(element.strokes) === JSON.stringify(drawing);
  if (!isKept) counts['drawings lost']++;
  expect(isKept, `${what}: the drawing is kept`).to.equal(true);
}

/** A fault that is over has struck, has cost nothing, and lets all be as it was. */
export async function checkAftermath(
  { unhandled }: Frame,
  element: DigitRecognizerElement,
  fault: Strike,
  counts: Record<
    'calls made to fail' | 'recoveries' | 'drawings lost' | 'unhandled rejections',
    number
  >,
): Promise<void> {
  fault.restore();
  counts['calls made to fail'] += fault.count();
  expect(fault.count(), 'nothing was injected').to.be.above(0);
  checkKept(element, SEVEN, counts);
  await checkRecovery(element);
  counts.recoveries++;
  counts['unhandled rejections'] += unhandled.length;
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
