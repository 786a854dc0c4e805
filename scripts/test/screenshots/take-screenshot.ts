import type { Page } from 'puppeteer-core';
import type { Boxes } from './snapshots.js';
import { decodePicture, shrink, type Picture } from './pictures.js';

export interface Screenshot {
  /** At half size: a quarter of the bytes, and all of the layout. */
  readonly picture: Picture;
  readonly boxes: Boxes;
}

/** CSS pixels to one of a picture. */
const SCALE = 2;

/** What a story shows, as far as the window reaches. */
export async function takeScreenshot(page: Page): Promise<Screenshot> {
  await page.addStyleTag({ content: '* { caret-color: transparent !important; }' });
  const { clip, boxes } = await page.evaluate(measure);
  const file = await page.screenshot({ clip, captureBeyondViewport: false });
  return { picture: shrink(decodePicture(file), SCALE), boxes };
}

/** Runs in the page. */
async function measure() {
  /** Around the story, for the rings of what has the focus. */
  const MARGIN = 8;
  for (const animation of document.getAnimations()) animation.finish();
  /** What shows how a digit is written is there for some seconds only. */
  const hideExamples = (tree: Document | ShadowRoot): void => {
    for (const { shadowRoot } of tree.querySelectorAll('*')) {
      const example = shadowRoot?.querySelector<SVGElement>('.example');
      if (example) example.style.visibility = 'hidden';
      if (shadowRoot) hideExamples(shadowRoot);
    }
  };
  hideExamples(document);
  await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
  const root = document.querySelector('#storybook-root')!;
  const { left, top, right, bottom } = root.getBoundingClientRect();
  const x = Math.max(0, Math.floor(left - MARGIN));
  const y = Math.max(0, Math.floor(top - MARGIN));
  const clip = {
    x,
    y,
    width: Math.min(innerWidth, Math.ceil(right + MARGIN)) - x,
    height: Math.min(innerHeight, Math.ceil(bottom + MARGIN)) - y,
  };
  const boxes: Record<string, [number, number, number, number]> = {};
  const counts = new Map<string, number>();
  const visit = (tree: Element | ShadowRoot): void => {
    for (const element of tree.querySelectorAll('*')) {
      const rect = element.getBoundingClientRect();
      const part = element.getAttribute('part')?.split(' ')[0];
      const name = part ?? element.localName;
      const isNamed = part !== undefined || tree === root;
      if (isNamed && rect.width > 0 && rect.height > 0) {
        const count = (counts.get(name) ?? 0) + 1;
        counts.set(name, count);
        boxes[count === 1 ? name : `${name} ${count}`] = [
          Math.round(rect.x - x),
          Math.round(rect.y - y),
          Math.round(rect.width),
          Math.round(rect.height),
        ];
      }
      if (element.shadowRoot) visit(element.shadowRoot);
    }
  };
  visit(root);
  return { clip, boxes };
}
