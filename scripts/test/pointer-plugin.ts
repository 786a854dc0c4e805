import type { TestRunnerPlugin } from '@web/test-runner-core';
import type { Page } from 'puppeteer-core';
import type { WebDriverPage } from './webdriver.js';

/** Command of the test runner: draws a stroke with a pointer of the browser's own. */
export const STROKE_COMMAND = 'send-stroke';

export interface SentStroke {
  readonly pointerType: 'mouse' | 'pen' | 'touch';
  /** In CSS pixels of the viewport. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** https://www.w3.org/TR/webdriver2/#actions, as WebDriver BiDi has them too. */
type PerformActions = (actions: readonly object[]) => Promise<unknown>;

/** Adds {@link STROKE_COMMAND}: the runner's own commands have a mouse, but no pen and no finger. */
export function pointerPlugin(): TestRunnerPlugin {
  return {
    name: 'pointer',
    async executeCommand({ command, payload, session }) {
      if (command !== STROKE_COMMAND) return undefined;
      const launcher = session.browser as unknown as { getPage(id: string): Page | WebDriverPage };
      const page = launcher.getPage(session.id);
      await send(page, payload as SentStroke);
      return true;
    },
  };
}

function send(page: Page | WebDriverPage, stroke: SentStroke): Promise<unknown> {
  if (!('mainFrame' in page)) return perform((actions) => page.perform(actions), stroke);
  // Puppeteer's API has no pen for Firefox. This is what its mouse calls.
  const { browsingContext } = page.mainFrame() as unknown as {
    readonly browsingContext?: { performActions: PerformActions };
  };
  if (!browsingContext) return dispatch(page, stroke);
  return perform((actions) => browsingContext.performActions(actions), stroke);
}

async function perform(
  performActions: PerformActions,
  { pointerType, points }: SentStroke,
): Promise<void> {
  const moves = points.map(([x, y]) => ({ type: 'pointerMove', x, y, duration: 0 }));
  const [first, ...rest] = moves;
  const up = { type: 'pointerUp', button: 0 };
  const actions = [first!, { type: 'pointerDown', button: 0 }, ...rest, up];
  await performActions([
    { type: 'pointer', id: `stroke-${pointerType}`, parameters: { pointerType }, actions },
  ]);
}

/** By Chromium's own protocol, whose WebDriver BiDi is a program apart. */
async function dispatch(page: Page, { pointerType, points }: SentStroke): Promise<void> {
  const session = await page.createCDPSession();
  const [last] = points.slice(-1);
  const send = ([x, y]: SentStroke['points'][number], phase: 0 | 1 | 2): Promise<unknown> =>
    pointerType === 'touch'
      ? session.send('Input.dispatchTouchEvent', {
          type: (['touchStart', 'touchMove', 'touchEnd'] as const)[phase],
          touchPoints: phase === 2 ? [] : [{ x, y }],
        })
      : session.send('Input.dispatchMouseEvent', {
          ...{ type: (['mousePressed', 'mouseMoved', 'mouseReleased'] as const)[phase], x, y },
          ...{ pointerType, button: 'left', buttons: phase === 2 ? 0 : 1, clickCount: 1 },
        });
  for (const [i, point] of points.entries()) await send(point, i === 0 ? 0 : 1);
  await send(last!, 2);
  await session.detach();
}
