import { emulateMedia } from '@web/test-runner-commands';
import { has } from '../../support/engine.js';

/**
 * Paints the page in light or dark: as its user prefers, or, where a test cannot have preferences, as its
 * own style sheet says.
 */
export async function paintIn(colorScheme: 'light' | 'dark'): Promise<void> {
  const emulated = has('emulated media');
  document.documentElement.style.colorScheme = emulated ? 'light dark' : colorScheme;
  if (emulated) await emulateMedia({ colorScheme });
}
