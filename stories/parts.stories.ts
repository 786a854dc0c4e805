import { html } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import type { DigitPadElement } from '../src/elements/digit-pad-element.js';
import type { DigitProbabilitiesElement } from '../src/elements/digit-probabilities-element.js';
import type * as Library from '../src/recognizer.js';

const meta: Meta = { title: 'The parts alone' };

export default meta;

type Story = StoryObj;

/** The recogniser as a page without the element uses it. */
async function createRecognizer(): Promise<Library.Recognizer> {
  const url = new URL('dist/recognizer.js', document.baseURI).href;
  const library = (await import(/* @vite-ignore */ url)) as typeof Library;
  return library.createRecognizer();
}

let recognizer: Promise<Library.Recognizer> | undefined;

async function read({ target }: Event): Promise<void> {
  const pad = target as DigitPadElement;
  recognizer ??= createRecognizer();
  const result = await (await recognizer).recognize(pad.strokes);
  const shown = pad.parentElement!.querySelector<DigitProbabilitiesElement>('digit-probabilities')!;
  shown.probabilities = result?.probabilities ?? null;
}

/** `<digit-pad>` and `<digit-probabilities>`, with `dist/recognizer.js` between them. */
export const PadAndProbabilities: Story = {
  render: () => html`
    <div style="display: flex; gap: 2rem; align-items: center">
      <digit-pad @change=${read}></digit-pad>
      <digit-probabilities style="inline-size: 240px"></digit-probabilities>
    </div>
  `,
};

/** A hundred fields, which share one network and one backend. */
export const AHundred: Story = {
  render: () => html`
    <div style="display: flex; flex-wrap: wrap; gap: 8px">
      ${Array.from(
        { length: 100 },
        () =>
          html`<digit-recognizer
            probabilities="none"
            style="--digit-recognizer-size: 120px"
          ></digit-recognizer>`,
      )}
    </div>
  `,
};
