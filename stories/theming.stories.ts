import { html } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect } from 'storybook/test';
import { SEVEN } from './drawings/digits.js';
import { fieldIn, partOf, valueIs } from './support/field.js';
import { draw } from './support/pen.js';

const COLORS = ['ink', 'paper', 'text', 'muted', 'line', 'track', 'accent', 'error'] as const;

const PROPERTIES = [...COLORS, 'radius', 'size', 'font'] as const;

/** The element sets those that are empty. */
type Args = Record<(typeof PROPERTIES)[number], string>;

const NOTHING = Object.fromEntries(PROPERTIES.map((name) => [name, ''])) as Args;

const meta: Meta<Args> = {
  title: 'Guides/Theming',
  id: 'theming',
  tags: ['!autodocs'],
  parameters: { controls: { disable: false } },
  args: NOTHING,
  argTypes: Object.fromEntries(
    PROPERTIES.map((name) => [
      name,
      {
        name: `--digit-recognizer-${name}`,
        control: (COLORS as readonly string[]).includes(name) ? 'color' : 'text',
      },
    ]),
  ),
  render: (args) => {
    const styles = Object.entries(args)
      .filter(([, value]) => value)
      .map(([name, value]) => [`--digit-recognizer-${name}`, value]);
    return html`
      <digit-recognizer
        loading="eager"
        style=${styleMap(Object.fromEntries(styles))}
      ></digit-recognizer>
    `;
  },
};

export default meta;

type Story = StoryObj<Args>;

const answered: Story['play'] = async ({ canvasElement }) => {
  const field = fieldIn(canvasElement);
  await draw(field, SEVEN);
  await valueIs(field, '7');
};

/** Each custom property is a control. */
export const Playground: Story = { play: answered };

export const Chalk: Story = {
  args: {
    ink: '#fdf6d8',
    paper: '#23402f',
    text: '#f2efe2',
    muted: '#c3d2c5',
    line: '#4b6d57',
    track: '#34543f',
    accent: '#ffd866',
    error: '#ffc2b8',
    radius: '4px',
  },
  play: async (context) => {
    await answered(context);
    const { paper } = context.args;
    const base = partOf(fieldIn(context.canvasElement), 'base')!;
    const shown = getComputedStyle(base).backgroundColor;
    // Forced colors take precedence over the page's.
    if (!matchMedia('(forced-colors: active)').matches) await expect(shown).toBe(rgb(paper));
  },
};

/** Parts style what custom properties do not cover. */
export const Parts: Story = {
  render: () => html`
    <style>
      .parts::part(base) {
        border-width: 3px;
      }
      .parts::part(toolbar) {
        order: 1;
      }
      .parts::part(footer) {
        display: none;
      }
    </style>
    <digit-recognizer class="parts" loading="eager"></digit-recognizer>
  `,
  play: async (context) => {
    await answered(context);
    const field = fieldIn(context.canvasElement);
    await expect(getComputedStyle(partOf(field, 'footer')!).display).toBe('none');
  },
};

/** A section of a page can have its own color scheme. */
export const DarkSection: Story = {
  render: () => html`
    <div style="color-scheme: dark; background: Canvas; padding: 2rem">
      <digit-recognizer loading="eager"></digit-recognizer>
    </div>
  `,
  play: answered,
};

/** @param hex as `#rrggbb`. */
function rgb(hex: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${red}, ${green}, ${blue})`;
}
