import { html } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect } from 'storybook/test';
import type { DigitRecognizerElement } from '../src/elements/digit-recognizer-element.js';
import { SEVEN, THREE } from './drawings/digits.js';
import { valueIs } from './support/field.js';
import { draw } from './support/pen.js';

const COUNT = 100;

const meta: Meta = {
  title: 'More examples/Many on one page',
  id: 'many-on-one-page',
  parameters: { layout: 'padded' },
};

export default meta;

/** A hundred fields share one network and one backend. */
export const AHundred: StoryObj = {
  render: () => html`
    <div style="display: flex; flex-wrap: wrap; gap: 8px">
      ${Array.from(
        { length: COUNT },
        (_, index) => html`
          <digit-recognizer
            aria-label="Digit ${index + 1}"
            style="--digit-recognizer-size: 120px"
          ></digit-recognizer>
        `,
      )}
    </div>
  `,
  play: async ({ canvasElement }) => {
    const fields = [...canvasElement.querySelectorAll<DigitRecognizerElement>('digit-recognizer')];
    await expect(fields).toHaveLength(COUNT);
    await draw(fields[0]!, SEVEN);
    await draw(fields[1]!, THREE);
    await valueIs(fields[0]!, '7');
    await valueIs(fields[1]!, '3');
  },
};
