import { html } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import type { NoDigitReason } from '../src/recognizer/index.js';
import { FOUR, SEVEN } from './drawings/digits.js';
import type { TimedDrawing } from './drawings/timed-drawing.js';
import { fieldIn, partOf, PATIENCE } from './support/field.js';
import { draw } from './support/pen.js';

const meta: Meta = {
  title: 'More examples/Refusals',
  id: 'refusals',
  render: () => html`<digit-recognizer loading="eager" label="6 + 1 ="></digit-recognizer>`,
};

export default meta;

type Story = StoryObj;

const DOT: TimedDrawing = [[[0.5, 0.5, 0]]];

/** Straight lines to and fro. */
const SCRIBBLE: TimedDrawing = [
  Array.from({ length: 40 }, (_, i) => [
    ((i * 37) % 90) / 100 + 0.05,
    ((i * 61) % 90) / 100 + 0.05,
    i * 10,
  ]),
];

const SEVENTY_FOUR: TimedDrawing = [...inColumn(SEVEN, 0.02), ...inColumn(FOUR, 0.5)];

/** A digit at half its size, in the middle of the height. */
function inColumn(digit: TimedDrawing, left: number): TimedDrawing {
  return digit.map((stroke) =>
    stroke.map(([x, y, t]) => [left + x * 0.45, 0.25 + y * 0.45, t] as const),
  );
}

/** The field enters nothing. It is invalid for all but a dot. */
function refuses(drawing: TimedDrawing, reason: NoDigitReason): Story['play'] {
  return async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await draw(field, drawing);
    await waitFor(() => expect(field.result).toMatchObject({ digit: null, reason }), PATIENCE);
    await expect(field.value).toBe('');
    await expect(field.validity.badInput).toBe(reason !== 'too-small');
    await field.updateComplete;
    await expect(partOf(field, 'digit')!.textContent).toBe('?');
  };
}

/** A tap that only gave the field the focus. The next stroke replaces the dot. */
export const TooSmall: Story = { play: refuses(DOT, 'too-small') };

/** The likeliest digits are offered as corrections. */
export const NotADigit: Story = { play: refuses(SCRIBBLE, 'not-a-digit') };

export const SeveralDigits: Story = { play: refuses(SEVENTY_FOUR, 'several-digits') };
