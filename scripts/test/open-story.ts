import type { Page } from 'puppeteer-core';

export const LOOKS = ['light', 'dark', 'forced colours'] as const;

export type Look = (typeof LOOKS)[number];

/** What Storybook reports when a story is through. */
interface Finished {
  readonly status: 'success' | 'error';
  readonly reporters: readonly {
    readonly type: string;
    readonly status: string;
    readonly result: { readonly violations?: readonly Violation[] };
  }[];
}

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

const TIMEOUT = 30_000;

/**
 * @param url of the Storybook's `iframe.html`.
 * @returns what is wrong with the story, a line for each; none where all is well.
 */
export async function openStory(
  page: Page,
  url: string,
  story: string,
  look: Look,
): Promise<readonly string[]> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.setViewport({ width: 1000, height: 800 });
  const session = await page.createCDPSession();
  await session.send('Emulation.setEmulatedMedia', {
    features: [
      { name: 'prefers-color-scheme', value: look === 'dark' ? 'dark' : 'light' },
      { name: 'forced-colors', value: look === 'forced colours' ? 'active' : 'none' },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ],
  });
  // What runs this script names functions through a helper that a page lacks.
  await page.evaluateOnNewDocument('globalThis.__name = (named) => named');
  await page.evaluateOnNewDocument(listen);
  await page.goto(`${url}?id=${story}&viewMode=story`);
  const finished = await page.waitForFunction(
    () => (globalThis as { storyFinished?: Finished }).storyFinished,
    { timeout: TIMEOUT },
  );
  const { status, reporters } = (await finished.jsonValue())!;
  const { storyError } = await page.evaluate(() => ({
    storyError: (globalThis as { storyError?: string }).storyError,
  }));
  const violations = reporters.flatMap(({ result }) => result.violations ?? []);
  return [
    ...errors,
    ...(storyError === undefined ? [] : [storyError]),
    ...(status === 'error' && storyError === undefined && violations.length === 0
      ? ['failed']
      : []),
    ...violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html ?? ''}`),
  ];
}

/** Runs in the page before Storybook: hears when a story is through, and what its play function threw. */
function listen(): void {
  interface Channel {
    on(event: string, listener: (payload: unknown) => void): void;
  }
  let channel: Channel | undefined;
  Object.defineProperty(globalThis, '__STORYBOOK_ADDONS_CHANNEL__', {
    configurable: true,
    get: () => channel,
    set: (created: Channel) => {
      channel = created;
      created.on('storyFinished', (payload) =>
        Object.assign(globalThis, { storyFinished: payload }),
      );
      for (const event of ['playFunctionThrewException', 'storyThrewException', 'storyErrored']) {
        created.on(event, (error) =>
          Object.assign(globalThis, {
            storyError: (error as Partial<Error>).message ?? JSON.stringify(error),
          }),
        );
      }
    },
  });
}
