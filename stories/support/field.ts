import { expect, waitFor } from 'storybook/test';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';

/** The first answer of a software GPU takes seconds. */
export const PATIENCE = { timeout: 20_000 };

/** The first field of a story. */
export function fieldIn(canvasElement: HTMLElement): DigitRecognizerElement {
  return canvasElement.querySelector('digit-recognizer')!;
}

/** The element inside the field with this part name. */
export function partOf(field: Element, part: string): HTMLElement | null {
  return field.shadowRoot!.querySelector<HTMLElement>(`[part~="${part}"]`);
}

/** Waits until the field can read, because its looks change then. */
export async function isReady({ canvasElement }: { canvasElement: HTMLElement }): Promise<void> {
  await fieldIn(canvasElement).ready;
}

/** Waits until the field has this value. Fails with the value that it has. */
export async function valueIs(field: Readonly<{ value: string }>, value: string): Promise<void> {
  await waitFor(() => expect(field.value).toBe(value), PATIENCE);
}
