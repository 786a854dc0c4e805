import { viewOf } from '../dom.js';

/** How far outside the viewport counts as near. */
const MARGIN = '200px';

/**
 * Calls back once, when the element is in or near the viewport; at once where the browser cannot tell.
 *
 * @returns a function that gives up waiting.
 */
export function whenNear(element: Element, callback: () => void): () => void {
  try {
    const { IntersectionObserver } = viewOf(element);
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        callback();
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => observer.disconnect();
  } catch {
    // Pages of tests (jsdom) have none; to load at once is then as good.
    callback();
    return () => undefined;
  }
}
