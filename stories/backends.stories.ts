import { html } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import { SEVEN } from './drawings/digits.js';
import { fieldIn, PATIENCE, partOf, valueIs } from './support/field.js';
import { draw } from './support/pen.js';

interface Args {
  backend: string;
}

const meta: Meta<Args> = {
  title: 'More examples/Backends',
  id: 'backends',
  tags: ['logging'],
  parameters: { controls: { disable: false } },
  argTypes: { backend: { control: 'text' } },
  render: ({ backend }) => html`
    <digit-recognizer backend=${backend} loading="eager"></digit-recognizer>
  `,
};

export default meta;

type Story = StoryObj<Args>;

/** A frame of its own: what such a story removes would be missing in the other stories of the page. */
const inPageOfItsOwn: Partial<Story> = {
  parameters: { docs: { story: { inline: false, height: '460px' } } },
};

/** Draws a seven, and checks which backend read it. */
function readsOn(...names: readonly string[]): Story['play'] {
  return async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await draw(field, SEVEN);
    await valueIs(field, '7');
    await expect(names).toContain(field.result!.backend);
  };
}

/** The quickest first answer for this network on this device. */
export const Auto: Story = {
  // The picture shows the backend's name, which depends on the machine.
  tags: ['unpictured'],
  args: { backend: 'auto' },
  play: readsOn('webgpu', 'webgl', 'wasm', 'cpu'),
};

export const WebGPU: Story = {
  tags: ['unpictured'],
  args: { backend: 'webgpu' },
  // In a browser without WebGPU, the field says so and stays usable.
  play: async (context) => {
    const field = fieldIn(context.canvasElement);
    const adapter = await navigator.gpu?.requestAdapter();
    if (adapter) await readsOn('webgpu')!(context);
    else await waitFor(() => expect(partOf(field, 'retry-button')).not.toBeNull(), PATIENCE);
  },
};

export const WebGL: Story = { args: { backend: 'webgl' }, play: readsOn('webgl') };

export const WebAssembly: Story = { args: { backend: 'wasm' }, play: readsOn('wasm') };

export const CPU: Story = { args: { backend: 'cpu' }, play: readsOn('cpu') };

/** Skips backends that the browser lacks. This story removes WebGPU. */
export const NextInTheList: Story = {
  args: { backend: 'webgpu, cpu' },
  ...inPageOfItsOwn,
  beforeEach: () => withoutWebGPU(),
  play: readsOn('cpu'),
};

/** The only backend of the list is missing in this browser. The error names it. */
export const Unavailable: Story = {
  args: { backend: 'webgpu' },
  ...inPageOfItsOwn,
  beforeEach: () => withoutWebGPU(),
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await waitFor(() => expect(partOf(field, 'retry-button')).not.toBeNull(), PATIENCE);
    await expect(partOf(field, 'status')!.querySelector('[title]')!.getAttribute('title')).toMatch(
      /webgpu/i,
    );
    await expect(field.activeBackend).toBeNull();
  },
};

/** @returns a function that restores it. */
function withoutWebGPU(): () => void {
  Object.defineProperty(navigator, 'gpu', { configurable: true, value: undefined });
  return () => void Reflect.deleteProperty(navigator, 'gpu');
}
