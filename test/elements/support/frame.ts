import type { Field } from './page.js';

/** A page inside the test's page, with its own modules, devices and platform. */
export interface Frame {
  readonly window: Window & typeof globalThis;
  /** Errors that reached the page's own handlers. */
  readonly unhandled: string[];
  add(attributes: Record<string, string>): Field;
  close(): void;
}

/** @param prepare changes the platform before the library is loaded. */
export async function openFrame(
  prepare: (window: Window & typeof globalThis) => void = () => undefined,
): Promise<Frame> {
  const iframe = document.createElement('iframe');
  iframe.style.cssText = 'width: 420px; height: 600px';
  document.body.append(iframe);
  const window = iframe.contentWindow as Window & typeof globalThis;
  const unhandled: string[] = [];
  window.addEventListener('unhandledrejection', ({ reason }) => unhandled.push(String(reason)));
  window.addEventListener('error', ({ message }) => unhandled.push(message));
  prepare(window);
  const script = window.document.createElement('script');
  script.type = 'module';
  script.src = '/dist/digit-recognizer.js';
  const loaded = new Promise((resolve) => script.addEventListener('load', resolve));
  window.document.head.append(script);
  await loaded;
  return {
    window,
    unhandled,
    add(attributes) {
      const element = window.document.createElement('digit-recognizer');
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      window.document.body.append(element);
      return element;
    },
    close: () => iframe.remove(),
  };
}
