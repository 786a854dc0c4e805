import { html } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, userEvent, waitFor } from 'storybook/test';
import type { DigitRecognizerElement } from '../src/elements/digit-recognizer-element.js';
import { SEVEN } from './drawings/digits.js';
import { fieldIn, partOf, PATIENCE, valueIs } from './support/field.js';
import { draw } from './support/pen.js';

interface Args {
  model: string;
  backend: string;
}

const meta: Meta<Args> = {
  title: 'More examples/Failures',
  id: 'failures',
  tags: ['logging'],
  args: { backend: 'auto' },
  render: ({ model, backend }) => html`
    <digit-recognizer loading="eager" model=${model} backend=${backend}></digit-recognizer>
  `,
};

export default meta;

type Story = StoryObj<Args>;

/** The tooltip of the status line. */
function reasonOf(field: DigitRecognizerElement): string {
  return partOf(field, 'status')!.querySelector('[title]')?.getAttribute('title') ?? '';
}

/** A drawing makes the field load its network again, after the delay that follows the pen. */
function triedOnceMore(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 600));
}

function failsWith(reason: RegExp): Story['play'] {
  return async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await draw(field, SEVEN);
    await waitFor(() => expect(reasonOf(field)).toMatch(reason), PATIENCE);
    await triedOnceMore();
    await waitFor(() => expect(reasonOf(field)).toMatch(reason), PATIENCE);
    await expect(field.strokes, 'the drawing stays').toHaveLength(1);
  };
}

/** There is no file at this address. The drawing stays, and the user can try again. */
export const MissingDescriptor: Story = {
  args: { model: 'models/none/model.json' },
  play: failsWith(/models\/none\/model\.json.*404/),
};

/** The file is not a descriptor. */
export const NotADescriptor: Story = {
  args: { model: 'dist/recognizer.js' },
  play: failsWith(/not JSON/),
};

/** The name is not a backend. */
export const UnknownBackend: Story = {
  args: { model: 'models/pen/model.json', backend: 'npu' },
  play: failsWith(/npu/),
};

/** The button tries again, and the field reads the drawing that was kept. */
export const TriedAgain: Story = {
  args: { model: 'models/pen/model.json?tried-again' },
  // Requests fail as if offline until the button is pressed. The story has its own frame because
  // it replaces fetch(), which other stories on the page use too.
  parameters: { docs: { story: { inline: false, height: '460px' } } },
  beforeEach: () => disconnect('tried-again'),
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await draw(field, SEVEN);
    await triedOnceMore();
    await waitFor(() => expect(partOf(field, 'retry-button')).not.toBeNull(), PATIENCE);
    await expect(field.value).toBe('');
    isConnected = true;
    await userEvent.click(partOf(field, 'retry-button')!);
    await valueIs(field, '7');
    await expect(partOf(field, 'retry-button')).toBeNull();
  },
};

let isConnected = true;

/** @returns a function that restores the page's own `fetch`. */
function disconnect(query: string): () => void {
  const { fetch } = globalThis;
  isConnected = false;
  globalThis.fetch = (input, init) => {
    if (isConnected || !String(input).endsWith(query)) return fetch(input, init);
    return Promise.reject(new TypeError('Failed to fetch'));
  };
  return () => {
    globalThis.fetch = fetch;
  };
}
