import axe from 'axe-core';
import { heardOnce, violationLine, type StoryPage, type Violation } from './story-page.js';

type Axe = typeof axe;

/** What axe looks at: the page around belongs to Storybook. */
const ELEMENTS = ['digit-recognizer', 'digit-pad', 'digit-probabilities'];

/** @returns what is wrong with a page of documentation, a line for each; none where all is well. */
export async function docsFaults({ page, errors }: StoryPage): Promise<readonly string[]> {
  const heard = await heardOnce(
    page,
    ({ docsRendered, finished }) =>
      docsRendered &&
      finished.length >= document.querySelectorAll('[id^="story--"][id$="-inner"]').length,
  );
  const shown = await page.$$eval('.sb-errordisplay, .docblock-emptyblock', (displays) =>
    displays.filter((display) => display.checkVisibility()).map(({ textContent }) => textContent),
  );
  await page.evaluate(axe.source);
  const violations = (await page.evaluate(async (elements) => {
    const page = globalThis as unknown as { axe: Axe };
    const include = elements.filter((name) => document.querySelector(name));
    return include.length === 0 ? [] : (await page.axe.run({ include })).violations;
  }, ELEMENTS)) as readonly Violation[];
  return [...errors, ...heard.errors, ...shown, ...violations.map(violationLine)];
}
