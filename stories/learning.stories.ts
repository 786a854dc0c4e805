import { html } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, userEvent, waitFor } from 'storybook/test';
import { SEVEN } from './drawings/digits.js';
import { fieldIn, PATIENCE, valueIs } from './support/field.js';
import { draw } from './support/pen.js';

const meta: Meta = { title: 'Guides/Learning', id: 'learns-your-hand', tags: ['!autodocs'] };

export default meta;

/**
 * Write a digit in your own way. If it is misread, type or choose the right one: the next that looks like it is read
 * so. Here a seven was corrected to a one, and drawn again. Nothing leaves the device; without a key, as here, it is
 * forgotten with the page.
 */
export const Corrected: StoryObj = {
  render: () => html`
    <digit-recognizer
      learn
      label="Write, and correct me"
      @digit-learned=${({ target, detail }: CustomEvent<{ digit: number | null }>) => {
        const { nextElementSibling: output } = target as HTMLElement;
        output!.textContent =
          detail.digit === null ? 'Forgotten.' : `Learned what your ${detail.digit} looks like.`;
      }}
    ></digit-recognizer>
    <output></output>
    <p>
      <button
        @click=${({ target }: Event) =>
          (target as HTMLElement)
            .closest('p')!
            .parentElement!.querySelector('digit-recognizer')!
            .forgetHand()}
      >
        Forget my hand
      </button>
    </p>
  `,
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    const output = canvasElement.querySelector('output')!;
    await draw(field, SEVEN);
    await valueIs(field, '7');
    field.focus();
    await userEvent.keyboard('1');
    await waitFor(() => expect(output.textContent).toContain('your 1'), PATIENCE);
    field.clear();
    await draw(field, SEVEN);
    await valueIs(field, '1');
  },
};
