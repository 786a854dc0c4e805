import { emulateMedia } from '@web/test-runner-commands';
import type axe from 'axe-core';
import { has } from '../../support/engine.js';
import { shadowPart, shadowRootsOf } from './page.js';

/** axe is not an ES module: it is loaded as a script of the page. */
async function loadAxe(): Promise<typeof axe> {
  const page = globalThis as { axe?: typeof axe };
  if (!page.axe) {
    const script = document.createElement('script');
    script.src = '/node_modules/axe-core/axe.min.js';
    document.head.append(script);
    await new Promise((resolve, reject) => {
      script.addEventListener('load', resolve);
      script.addEventListener('error', reject);
    });
  }
  return page.axe as typeof axe;
}

/** What axe finds wrong with an element and everything inside it, one line each. */
export async function violationsOf(element: Element): Promise<string[]> {
  const { run } = await loadAxe();
  // Rules for whole pages (landmarks, a title) do not apply to an element.
  const { violations } = await run(element, {
    resultTypes: ['violations'],
    rules: { region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/**
 * The contrast of two opaque colors, 1 to 21, as WCAG 2.2 defines it.
 *
 * @param a as computed styles give colors: `rgb(…)`.
 */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = (color.match(/[\d.]+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Paints the page in light or dark: as the user prefers, or, if that cannot be emulated, by its style sheet. */
export async function paintIn(colorScheme: 'light' | 'dark'): Promise<void> {
  const emulated = has('emulated media');
  document.documentElement.style.colorScheme = emulated ? 'light dark' : colorScheme;
  if (emulated) await emulateMedia({ colorScheme });
}

/** Everything that can be seen in the frame of an element, in the shadow trees of its parts too. */
export function visiblePieces(element: Element): Element[] {
  const base = shadowPart(element, '[part="base"]');
  const pieces = shadowRootsOf(element).flatMap((root) => [...root.querySelectorAll('*')]);
  return pieces.filter((piece) => {
    if (element.shadowRoot!.contains(piece) && !base.contains(piece)) return false;
    const { width, height } = piece.getBoundingClientRect();
    // Text for screen readers only is one pixel large.
    return piece.checkVisibility() && width > 1 && height > 1;
  });
}
