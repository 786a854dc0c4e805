import { html } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect } from 'storybook/test';
import { SEVEN } from './drawings/digits.js';
import { fieldIn, partOf, valueIs } from './support/field.js';
import { draw } from './support/pen.js';

const COLORS = [
  ...(['ink', 'paper', 'text', 'muted', 'border'] as const),
  ...(['line', 'track', 'accent', 'error', 'unsure'] as const),
];

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

const sheets = import.meta.glob<string>('../src/themes/*.css', {
  eager: true,
  import: 'default',
  query: '?raw',
});

/** The style sheets that come with the package, each for its own part of this page. */
export const Themes: Story = {
  parameters: { layout: 'padded' },
  render: () => html`
    <div style="display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: start">
      ${Object.entries(sheets).map(([path, sheet]) => {
        const name = path.slice(path.lastIndexOf('/') + 1);
        return html`
          <div>
            <style>
              @scope {
                ${sheet.replaceAll(':root', ':scope')}
              }
            </style>
            <code>${name}</code><br />
            <digit-recognizer loading="eager" label="6 + 1 =" help="Draw it."></digit-recognizer>
          </div>
        `;
      })}
    </div>
  `,
  play: async ({ canvasElement }) => {
    const fields = canvasElement.querySelectorAll('digit-recognizer');
    await expect(fields).toHaveLength(4);
    for (const field of fields) {
      await draw(field, SEVEN);
      await valueIs(field, '7');
    }
    const papers = [...fields].map((field) => getComputedStyle(field).backgroundColor);
    // Forced colors take precedence over the page's.
    if (!matchMedia('(forced-colors: active)').matches)
      await expect(papers).toContain('rgb(36, 70, 58)');
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
