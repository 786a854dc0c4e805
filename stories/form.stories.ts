import { html, nothing } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, userEvent } from 'storybook/test';
import { SEVEN, SEVEN_OR_ONE } from './drawings/digits.js';
import { fieldIn, partOf, valueIs } from './support/field.js';
import { draw } from './support/pen.js';

interface Args {
  minConfidence: number;
  start: string;
}

const meta: Meta<Args> = {
  title: 'Guides/Forms',
  id: 'in-a-form',
  tags: ['!autodocs'],
  parameters: {
    controls: { disable: false },
    // On one page, the stories would take the focus from each other.
    docs: { story: { autoplay: false } },
  },
  args: { minConfidence: 0.6, start: '' },
  argTypes: {
    minConfidence: {
      name: 'min-confidence',
      control: { type: 'range', min: 0, max: 1, step: 0.01 },
    },
    start: { name: 'value', control: 'text' },
  },
  render: ({ minConfidence, start }) => html`
    <form @submit=${show}>
      <digit-recognizer
        name="answer"
        name-strokes="ink"
        min-confidence=${minConfidence}
        value=${start || nothing}
        required
      >
        <label slot="label">6 + 1 =</label>
        <span slot="help">Draw the answer, or type it.</span>
      </digit-recognizer>
      <p><button>Check</button> <button type="reset">Start again</button></p>
      <output></output>
    </form>
  `,
};

export default meta;

type Story = StoryObj<Args>;

function show(event: Event): void {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const answer = String(new FormData(form).get('answer'));
  form.querySelector('output')!.textContent =
    answer === '7' ? 'Right!' : `${answer} is not it. Try again.`;
}

function partsOf(canvasElement: HTMLElement) {
  return {
    field: fieldIn(canvasElement),
    form: canvasElement.querySelector('form')!,
    check: canvasElement.querySelector('button')!,
    reset: canvasElement.querySelector<HTMLButtonElement>('[type="reset"]')!,
    output: canvasElement.querySelector('output')!,
  };
}

/** The form can be sent only with an answer. */
export const Required: Story = {
  play: async ({ canvasElement }) => {
    const { field, check, output } = partsOf(canvasElement);
    await userEvent.click(check);
    await expect(output.textContent).toBe('');
    await expect(field.matches(':invalid')).toBe(true);
    await field.updateComplete;
    await expect(partOf(field, 'error')!.textContent).toBe('Please draw a digit.');
    closeBubble();
  },
};

export const Drawn: Story = {
  parameters: { docs: { story: { autoplay: true } } },
  play: async ({ canvasElement }) => {
    const { field, form, check, output } = partsOf(canvasElement);
    await draw(field, SEVEN);
    await valueIs(field, '7');
    const data = new FormData(form);
    await expect(data.get('answer')).toBe('7');
    const { strokes } = JSON.parse(String(data.get('ink'))) as { strokes: unknown[] };
    await expect(strokes).toHaveLength(1);
    await userEvent.click(check);
    await expect(output.textContent).toBe('Right!');
  },
};

/** The user can type digits of any script, or use the arrow keys. */
export const Typed: Story = {
  play: async ({ canvasElement }) => {
    const { field, check, output } = partsOf(canvasElement);
    field.focus();
    await userEvent.keyboard('٥');
    await expect(field.value).toBe('5');
    await userEvent.keyboard('{ArrowUp}');
    await expect(field.value).toBe('6');
    await userEvent.keyboard('{Backspace}');
    await expect(field.value).toBe('');
    await userEvent.keyboard('5');
    await userEvent.click(check);
    await expect(output.textContent).toBe('5 is not it. Try again.');
  },
};

/** One press replaces the digit that was read. */
export const Corrected: Story = {
  play: async ({ canvasElement }) => {
    const { field, form } = partsOf(canvasElement);
    const told: unknown[] = [];
    field.addEventListener('digit-corrected', ({ detail }) => told.push(detail.digit));
    await draw(field, SEVEN_OR_ONE);
    await valueIs(field, '7');
    await field.updateComplete;
    const other = partOf(field, 'alternative')!;
    const digit = other.textContent!.trim();
    await userEvent.click(other);
    await expect(new FormData(form).get('answer')).toBe(digit);
    await expect(told).toEqual([Number(digit)]);
  },
};

/** Back to the initial value, without the drawing. */
export const Reset: Story = {
  args: { start: '4' },
  play: async ({ canvasElement }) => {
    const { field, form, reset } = partsOf(canvasElement);
    await expect(new FormData(form).get('answer')).toBe('4');
    await draw(field, SEVEN);
    await valueIs(field, '7');
    await userEvent.click(reset);
    await expect(field.value).toBe('4');
    await expect(field.strokes).toEqual([]);
  },
};

/** The confidence is below `min-confidence`: the value stays empty, and the field says why. */
export const Unclear: Story = {
  args: { minConfidence: 1 },
  play: async ({ canvasElement }) => {
    const { field, form, check, output } = partsOf(canvasElement);
    const read = new Promise((resolve) =>
      field.addEventListener('digit-recognized', resolve, { once: true }),
    );
    await draw(field, SEVEN_OR_ONE);
    await read;
    await expect(field.result!.confidence).toBeLessThan(1);
    await expect(new FormData(form).get('answer')).toBe('');
    await expect(field.validity.badInput).toBe(true);
    await userEvent.click(check);
    await expect(output.textContent).toBe('');
    closeBubble();
  },
};

/** Hides the browser's own message, which covers the field while it has the focus. */
function closeBubble(): void {
  (document.activeElement as HTMLElement).blur();
}
