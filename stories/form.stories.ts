import { html } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, userEvent, waitFor } from 'storybook/test';
import { drawSeven } from './draw.js';

const meta: Meta = {
  title: 'In a form',
  render: () => html`
    <form @submit=${show}>
      <digit-recognizer name="answer" name-strokes="ink" min-confidence="0.6" required>
        <label slot="label">6 + 1 =</label>
        <span slot="help">Draw the answer, or type it.</span>
      </digit-recognizer>
      <p><button>Check</button> <button type="reset">Start again</button></p>
      <output></output>
    </form>
  `,
};

export default meta;

type Story = StoryObj;

function show(event: Event): void {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const answer = String(new FormData(form).get('answer'));
  form.querySelector('output')!.textContent =
    answer === '7' ? 'Right!' : `${answer} is not it. Try again.`;
}

function partsOf(canvasElement: HTMLElement) {
  return {
    field: canvasElement.querySelector('digit-recognizer')!,
    check: canvasElement.querySelector('button')!,
    output: canvasElement.querySelector('output')!,
  };
}

/** Sent only with an answer. */
export const Required: Story = {
  play: async ({ canvasElement }) => {
    const { field, check, output } = partsOf(canvasElement);
    await userEvent.click(check);
    await expect(output.textContent).toBe('');
    await expect(field.matches(':invalid')).toBe(true);
  },
};

export const Drawn: Story = {
  play: async ({ canvasElement }) => {
    const { field, check, output } = partsOf(canvasElement);
    await drawSeven(field);
    await waitFor(() => expect(field.value).toBe('7'), { timeout: 10_000 });
    await userEvent.click(check);
    await expect(output.textContent).toBe('Right!');
  },
};

export const Typed: Story = {
  play: async ({ canvasElement }) => {
    const { field, check, output } = partsOf(canvasElement);
    field.focus();
    await userEvent.keyboard('5');
    await expect(field.value).toBe('5');
    await userEvent.click(check);
    await expect(output.textContent).toBe('5 is not it. Try again.');
  },
};
