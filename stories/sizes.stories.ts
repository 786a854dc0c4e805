import { html } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect } from 'storybook/test';
import { THREE } from './drawings/digits.js';
import { fieldIn, partOf, valueIs } from './support/field.js';
import { draw } from './support/pen.js';

interface Args {
  /** In CSS pixels. */
  width: number;
}

const meta: Meta<Args> = {
  title: 'More examples/Sizes',
  id: 'sizes',
  parameters: { controls: { disable: false } },
  argTypes: { width: { control: { type: 'range', min: 96, max: 900 } } },
  render: ({ width }) => html`
    <digit-recognizer
      loading="eager"
      style="--digit-recognizer-size: ${width}px"
    ></digit-recognizer>
  `,
  play: async ({ canvasElement, args }) => {
    const field = fieldIn(canvasElement);
    await draw(field, THREE);
    await valueIs(field, '3');
    await expect(field.getBoundingClientRect().width).toBe(args.width);
    const base = partOf(field, 'base')!;
    await expect(base.scrollWidth, 'nothing sticks out').toBeLessThanOrEqual(base.offsetWidth);
  },
};

export default meta;

type Story = StoryObj<Args>;

/** The smallest supported size. */
export const Smallest: Story = { args: { width: 96 } };

export const Small: Story = { args: { width: 200 } };

export const Usual: Story = { args: { width: 280 } };

/** From 480 pixels on, the panel is beside the surface. */
export const Wide: Story = { args: { width: 640 } };
