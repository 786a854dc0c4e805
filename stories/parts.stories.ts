import { html } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, userEvent, waitFor } from 'storybook/test';
import type { DigitPadElement } from '../src/elements/digit-pad-element.js';
import type { DigitProbabilitiesElement } from '../src/elements/digit-probabilities-element.js';
import type * as Library from '../src/recognizer.js';
import { SEVEN } from './drawings/digits.js';
import { PATIENCE } from './support/field.js';
import { importLibrary } from './support/library.js';
import { draw } from './support/pen.js';

const meta: Meta = {
  title: 'Elements/The parts alone',
  id: 'the-parts-alone',
  tags: ['!autodocs'],
};

export default meta;

type Story = StoryObj;

let recognizer: Promise<Library.Recognizer> | undefined;

async function read({ target }: Event): Promise<void> {
  const pad = target as DigitPadElement;
  recognizer ??= importLibrary().then(({ createRecognizer }) => createRecognizer());
  const result = await (await recognizer).recognize(pad.strokes);
  const shown = pad.parentElement!.querySelector('digit-probabilities')!;
  shown.probabilities = result?.probabilities ?? null;
}

/** `<digit-pad>` and `<digit-probabilities>`, connected by `dist/recognizer.js`. */
export const PadAndProbabilities: Story = {
  render: () => html`
    <div style="display: flex; flex-wrap: wrap; gap: 2rem; align-items: center">
      <digit-pad @change=${read}></digit-pad>
      <digit-probabilities style="inline-size: 240px"></digit-probabilities>
    </div>
  `,
  play: async ({ canvasElement }) => {
    await draw(canvasElement.querySelector('digit-pad')!, SEVEN);
    const { shadowRoot } = canvasElement.querySelector('digit-probabilities')!;
    const best = () => shadowRoot!.querySelector('[part~="best"] [part~="probability-digit"]');
    await waitFor(() => expect(best()?.textContent).toBe('7'), PATIENCE);
  },
};

/** Buttons that fire an event with the digit. */
export const Chips: Story = {
  render: () => html`
    <digit-probabilities
      variant="chips"
      style="inline-size: 280px"
      .probabilities=${[0, 0.7, 0, 0, 0.05, 0, 0, 0.25, 0, 0]}
    ></digit-probabilities>
  `,
  play: async ({ canvasElement }) => {
    const chips = canvasElement.querySelector<DigitProbabilitiesElement>('digit-probabilities')!;
    const chosen: number[] = [];
    chips.addEventListener('digit-chosen', ({ detail }) => chosen.push(detail.digit));
    await userEvent.click(chips.shadowRoot!.querySelectorAll('button')[7]!);
    await expect(chosen).toEqual([7]);
  },
};
