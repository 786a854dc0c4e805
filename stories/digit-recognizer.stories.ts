import { html, nothing } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect } from 'storybook/test';
import { SEVEN } from './drawings/digits.js';
import { attributes, LANGUAGES } from './support/attributes.js';
import { fieldIn, isReady, partOf, valueIs } from './support/field.js';
import { draw } from './support/pen.js';

type Args = {
  label: string;
  help: string;
  name: string;
  value: string;
  required: boolean;
  disabled: boolean;
  readonly: boolean;
  display: 'none' | 'bars' | 'chips';
  'recognize-delay': string;
  'min-confidence': number;
  'pointer-types': string;
  'name-strokes': string;
  pictures: boolean;
  loading: 'lazy' | 'eager';
  backend: string;
  model: string;
  lang: string;
};

const TABLE = { table: { category: 'attributes' } };
const TEXT = { ...TABLE, control: 'text' } as const;
const FLAG = { ...TABLE, control: 'boolean' } as const;

const DEFAULTS: Args = {
  label: '',
  help: '',
  name: '',
  value: '',
  required: false,
  disabled: false,
  readonly: false,
  display: 'none',
  'recognize-delay': '300',
  'min-confidence': 0,
  'pointer-types': 'pen mouse touch',
  'name-strokes': '',
  pictures: false,
  loading: 'lazy',
  backend: 'auto',
  model: '',
  lang: 'en',
};

const meta: Meta<Args> = {
  title: 'Elements/Digit recognizer',
  id: 'digit-recognizer',
  tags: ['!autodocs'],
  component: 'digit-recognizer',
  parameters: { controls: { disable: false, include: Object.keys(DEFAULTS) } },
  args: { ...DEFAULTS, loading: 'eager', name: 'digit' },
  argTypes: {
    // A part has the same name, and a description of its own.
    label: { ...TEXT, description: 'The label above the field' },
    help: { ...TEXT, description: 'The help text below the field' },
    name: TEXT,
    value: TEXT,
    required: FLAG,
    disabled: FLAG,
    readonly: FLAG,
    display: { ...TEXT, control: 'inline-radio', options: ['none', 'bars', 'chips'] },
    'recognize-delay': TEXT,
    'min-confidence': { ...TEXT, control: { type: 'range', min: 0, max: 1, step: 0.01 } },
    'pointer-types': TEXT,
    'name-strokes': TEXT,
    pictures: FLAG,
    loading: { ...TEXT, control: 'inline-radio', options: ['lazy', 'eager'] },
    backend: { ...TEXT, description: '`auto`, or backends in order of preference' },
    model: TEXT,
    lang: { ...TABLE, control: 'select', options: LANGUAGES },
  },
  render: (args) => html`
    <digit-recognizer
      dir=${args.lang === 'ar' ? 'rtl' : nothing}
      ${attributes({ ...args }, DEFAULTS)}
    ></digit-recognizer>
  `,
};

export default meta;

type Story = StoryObj<Args>;

/** Every attribute is a control. */
export const Playground: Story = { play: isReady };

/** The field after it has read a digit. */
export const Answered: Story = {
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await draw(field, SEVEN);
    await valueIs(field, '7');
    await expect(partOf(field, 'digit')!.textContent).toBe('7');
  },
};

/** The field reads while the pen is down. */
export const Live: Story = {
  args: { 'recognize-delay': 'live' },
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await draw(field, SEVEN);
    await valueIs(field, '7');
  },
};

/** The probabilities of all ten digits. */
export const Bars: Story = { args: { display: 'bars' }, play: Answered.play! };

/** Ten buttons. Pressing one chooses the digit. */
export const Chips: Story = { args: { display: 'chips' }, play: Answered.play! };

export const Disabled: Story = {
  args: { disabled: true, value: '4' },
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await draw(field, SEVEN);
    await expect(field.strokes).toEqual([]);
    await expect(field.value).toBe('4');
  },
};

/** The user can focus the field but not change it, and a form submits it. */
export const ReadOnly: Story = {
  args: { readonly: true, value: '4' },
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await draw(field, SEVEN);
    await expect(field.strokes).toEqual([]);
    await expect(field.value).toBe('4');
  },
};
