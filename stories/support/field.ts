import { expect, waitFor } from 'storybook/test';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';

/** A software GPU takes seconds to its first answer. */
export const PATIENCE = { timeout: 20_000 };

/** The first field of a story. */
export function fieldIn(canvasElement: HTMLElement): DigitRecognizerElement {
  return canvasElement.querySelector('digit-recognizer')!;
}

/** What a field has inside that carries a part's name. */
export function partOf(field: DigitRecognizerElement, part: string): HTMLElement | null {
  return field.shadowRoot!.querySelector<HTMLElement>(`[part~="${part}"]`);
}

/** Waits until the field can read, for what it shows changes then. */
export async function isReady({ canvasElement }: { canvasElement: HTMLElement }): Promise<void> {
  await fieldIn(canvasElement).ready;
}

/** Waits for the field to have this value, and says what it has where it never does. */
export async function valueIs(field: DigitRecognizerElement, value: string): Promise<void> {
  await waitFor(() => expect(field.value).toBe(value), PATIENCE);
}
