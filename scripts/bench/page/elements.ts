/** The page that fills up with elements. */
import { countDevices, type Devices } from './count-devices.js';

export interface ElementsPage {
  /** Puts `count` elements on the page. */
  fill(count: number, backend: string): Promise<Filled>;
}

export interface Filled {
  /** Milliseconds until all of them are ready. */
  readonly ready: number;
  /** Of all their canvases together. */
  readonly pixels: number;
  readonly devices: Devices;
}

declare global {
  var elements: ElementsPage;
}

const ELEMENT = '/dist/digit-recognizer.js';

const devices = countDevices();
await import(ELEMENT);
globalThis.elements = {
  async fill(count, backend) {
    const start = performance.now();
    const added = Array.from({ length: count }, () => {
      const element = document.createElement('digit-recognizer');
      element.backend = backend;
      element.loading = 'eager';
      return element;
    });
    document.body.append(...added);
    await Promise.all(added.map(({ ready }) => ready));
    const ready = performance.now() - start;
    // Canvases take their size after the first layout.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const canvases = added.flatMap(({ shadowRoot }) => [...shadowRoot!.querySelectorAll('canvas')]);
    const pixels = canvases.reduce((sum, { width, height }) => sum + width * height, 0);
    return { ready, pixels, devices };
  },
};
