import { html } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect } from 'storybook/test';
import { BARRED_SEVEN, FOUR, THREE } from './drawings/digits.js';
import type { TimedDrawing } from './drawings/timed-drawing.js';
import { fieldIn, partOf, valueIs } from './support/field.js';
import { replay, strokesOf } from './support/pen.js';

const meta: Meta = {
  title: 'More examples/Replayed drawings',
  id: 'replayed-drawings',
  render: () => html`<digit-recognizer loading="eager"></digit-recognizer>`,
};

export default meta;

type Story = StoryObj;

/** Plays the pointer events of a drawing in real time. */
function replays(drawing: TimedDrawing, digit: string): Story['play'] {
  return async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await field.ready;
    await replay(field, drawing);
    await expect(field.strokes).toHaveLength(drawing.length);
    await valueIs(field, digit);
  };
}

export const Three: Story = { play: replays(THREE, '3') };

/** The field waits for the second stroke before it reads. */
export const FourInTwoStrokes: Story = { play: replays(FOUR, '4') };

export const SevenWithABar: Story = { play: replays(BARRED_SEVEN, '7') };

/** A second later, the user corrects the digit by writing over it. Undo brings the three back. */
export const FourOverThree: Story = {
  play: async (context) => {
    const field = fieldIn(context.canvasElement);
    await replays(THREE, '3')!(context);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await replay(field, FOUR);
    await valueIs(field, '4');
    await expect(field.strokes).toHaveLength(FOUR.length);
    field.undo();
    await valueIs(field, '3');
    field.redo();
    await valueIs(field, '4');
  },
};

/** The page sets the strokes. Undo removes them one by one. */
export const Set: Story = {
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await field.updateComplete;
    const { width } = partOf(field, 'surface')!.getBoundingClientRect();
    field.strokes = strokesOf(FOUR, width);
    const result = await field.recognize();
    await expect(result!.digit).toBe(4);
    field.undo();
    await expect(field.strokes).toHaveLength(1);
    field.redo();
    await valueIs(field, '4');
  },
};
