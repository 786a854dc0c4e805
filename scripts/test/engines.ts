import type { Engine } from './engine.js';
import { startChromium } from './start-chromium.js';
import { startFirefox } from './start-firefox.js';
import { startWebKit } from './start-webkit.js';

/** How to start each engine that the widget is tested in. */
export const ENGINES: Readonly<Record<string, () => Promise<Engine>>> = {
  chromium: startChromium,
  firefox: startFirefox,
  webkit: startWebKit,
};
