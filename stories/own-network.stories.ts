import { html, nothing } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, userEvent, waitFor } from 'storybook/test';
import type { DigitPadElement } from '../src/elements/digit-pad-element.js';
import type { Recognizer } from '../src/recognizer.js';
import { filesOfInput } from './demo/dropped-files.js';
import { addressFiles, fetchDropped } from './demo/dropped-network.js';
import { SEVEN } from './drawings/digits.js';
import { fieldIn, PATIENCE, valueIs } from './support/field.js';
import { importLibrary } from './support/library.js';
import { draw } from './support/pen.js';

const meta: Meta = {
  title: 'Guides/Your own network',
  id: 'bring-your-own-network',
  tags: ['!autodocs'],
};

export default meta;

type Story = StoryObj;

/** A network on the page's server. The field needs only its address. */
export const ByAddress: Story = {
  render: () => html`
    <digit-recognizer loading="eager" model="models/mnist-exercise/model.json"></digit-recognizer>
  `,
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await draw(field, SEVEN);
    await valueIs(field, '7');
  },
};

/** The picked files of each story. */
const recognizers = new WeakMap<Element, Recognizer>();

async function open({ target }: Event): Promise<void> {
  const input = target as HTMLInputElement;
  const bench = input.closest('section')!;
  const output = bench.querySelector('output')!;
  output.textContent = 'Loading';
  try {
    const { createRecognizer } = await importLibrary();
    // Not a real address: the files are only on this device.
    const { dropped, url } = addressFiles(filesOfInput(input), 'https://picked.invalid/');
    const recognizer = await createRecognizer({ model: url, fetch: fetchDropped(dropped, fetch) });
    recognizers.get(bench)?.dispose();
    recognizers.set(bench, recognizer);
    output.textContent = `${recognizer.name} on ${recognizer.backend}`;
    await read(bench);
  } catch (error) {
    output.textContent = (error as Error).message;
  }
}

async function read(bench: Element): Promise<void> {
  const { strokes } = bench.querySelector<DigitPadElement>('digit-pad')!;
  const result = await recognizers.get(bench)?.recognize(strokes);
  bench.querySelector('digit-probabilities')!.probabilities = result?.probabilities ?? null;
}

const drawn = ({ target }: Event) => read((target as Element).closest('section')!);

/**
 * Choose `model.json` with its weight files, or their folder: a network from `npx digit-recognizer convert`
 * or from TensorFlow.js. The files stay on this device.
 */
export const FromTheDisk: Story = {
  render: () => html`
    <section style="display: grid; gap: 1rem; max-width: 36rem">
      <label>Files <input type="file" multiple accept=".json,.bin" @change=${open} /></label>
      <label>Or a folder <input type="file" webkitdirectory multiple @change=${open} /></label>
      <output style="min-height: 3em; overflow-wrap: anywhere">${nothing}</output>
      <div style="display: flex; flex-wrap: wrap; gap: 2rem; align-items: center">
        <digit-pad @change=${drawn}></digit-pad>
        <digit-probabilities style="inline-size: 240px"></digit-probabilities>
      </div>
    </section>
  `,
  play: async ({ canvasElement }) => {
    const { input, output, best } = partsOf(canvasElement);
    await draw(canvasElement.querySelector('digit-pad')!, SEVEN);
    await userEvent.upload(input, await filesOf('model.json', 'group1-shard1of1.bin'));
    await waitFor(() => expect(output.textContent).toMatch(/^mnist-exercise on /), PATIENCE);
    await waitFor(() => expect(best()).toBe('7'), PATIENCE);
  },
};

/** A weight file is missing. The error names it. */
export const WithoutItsWeights: Story = {
  ...FromTheDisk,
  play: async ({ canvasElement }) => {
    const { input, output } = partsOf(canvasElement);
    await userEvent.upload(input, await filesOf('model.json'));
    await waitFor(() => expect(output.textContent).toMatch(/group1-shard1of1\.bin/), PATIENCE);
  },
};

function partsOf(canvasElement: HTMLElement) {
  const { shadowRoot } = canvasElement.querySelector('digit-probabilities')!;
  return {
    input: canvasElement.querySelector('input')!,
    output: canvasElement.querySelector('output')!,
    best: () =>
      shadowRoot!.querySelector('[part~="best"] [part~="probability-digit"]')?.textContent,
  };
}

/** Simulates files that were picked from the disk. */
function filesOf(...names: readonly string[]): Promise<File[]> {
  return Promise.all(
    names.map(async (name) => {
      const response = await fetch(`models/mnist-exercise/${name}`);
      return new File([await response.blob()], name);
    }),
  );
}
