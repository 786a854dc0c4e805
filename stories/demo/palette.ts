import { RAMP_MIDDLE } from './map-image.js';

/** The page's colors, for canvases. */
export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly warm: string;
  /** 511 colors as R, G, B, A for the values −1 to 1, with 0 in the middle. */
  readonly ramp: Uint8ClampedArray;
}

const RAMP_STEPS = 2 * RAMP_MIDDLE + 1;

let current: Palette | undefined;
const listeners = new Set<() => void>();

for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
  matchMedia(query).addEventListener('change', () => {
    current = undefined;
    for (const listener of listeners) listener();
  });
}

/** The colors of the current scheme, light or dark. */
export function palette(): Palette {
  return (current ??= readPalette());
}

export function onPaletteChange(listener: () => void): void {
  listeners.add(listener);
}

function readPalette(): Palette {
  // Custom properties do not resolve `light-dark()`, but color properties do.
  const probe = document.createElement('span');
  // The page's tokens say what its colors are where the system's are forced.
  probe.style.forcedColorAdjust = 'none';
  document.body.append(probe);
  const color = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const ramp = ['map-less', 'map-low', 'map-none', 'map-some', 'map-more', 'map-most'].map(color);
  const result = {
    ink: color('text'),
    muted: color('muted'),
    line: color('line'),
    accent: color('accent'),
    warm: color('warm'),
    ramp: paintRamp(ramp),
  };
  probe.remove();
  return result;
}

/** @param colors at −1, −½, 0, ⅓, ⅔ and 1. */
function paintRamp(colors: readonly string[]): Uint8ClampedArray {
  const canvas = document.createElement('canvas');
  canvas.width = RAMP_STEPS;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const gradient = context.createLinearGradient(0.5, 0, RAMP_STEPS - 0.5, 0);
  [0, 1 / 4, 1 / 2, 2 / 3, 5 / 6, 1].forEach((stop, i) => gradient.addColorStop(stop, colors[i]!));
  context.fillStyle = gradient;
  context.fillRect(0, 0, RAMP_STEPS, 1);
  return context.getImageData(0, 0, RAMP_STEPS, 1).data;
}
