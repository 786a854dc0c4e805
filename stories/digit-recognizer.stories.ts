import { html, nothing } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect } from 'storybook/test';
import { SEVEN } from './drawings/digits.js';
import { fieldIn, isReady, partOf, valueIs } from './support/field.js';
import { draw } from './support/pen.js';

interface Args {
  backend: string;
  model: string;
  loading: 'lazy' | 'eager';
  name: string;
  value: string;
  'recognize-delay': string;
  'min-confidence': number;
  'name-strokes': string;
  display: 'none' | 'bars' | 'chips';
  lang: string;
  required: boolean;
  disabled: boolean;
  readonly: boolean;
}

const ATTRIBUTE = { table: { category: 'attributes' } };

const meta: Meta<Args> = {
  title: 'Digit recognizer',
  component: 'digit-recognizer',
  parameters: { controls: { disable: false } },
  args: {
    backend: 'auto',
    model: '',
    loading: 'eager',
    name: 'digit',
    value: '',
    'recognize-delay': '300',
    'min-confidence': 0,
    'name-strokes': '',
    display: 'none',
    lang: 'en',
    required: false,
    disabled: false,
    readonly: false,
  },
  argTypes: {
    backend: {
      ...ATTRIBUTE,
      control: 'text',
      description:
        '`auto`, or one or more of `webgpu webgl wasm cpu tfjs-webgpu tfjs-webgl tfjs-cpu` in order of preference',
    },
    model: {
      ...ATTRIBUTE,
      control: 'text',
      description: 'URL of a descriptor; empty for the bundled network',
    },
    loading: { ...ATTRIBUTE, control: 'inline-radio', options: ['lazy', 'eager'] },
    name: { ...ATTRIBUTE, control: 'text' },
    value: { ...ATTRIBUTE, control: 'text', description: 'The initial value' },
    'recognize-delay': {
      ...ATTRIBUTE,
      control: 'text',
      description: 'Milliseconds after the pen lifts, or `live`',
    },
    'min-confidence': {
      ...ATTRIBUTE,
      control: { type: 'range', min: 0, max: 1, step: 0.01 },
      description: 'If the confidence is lower, the value stays empty',
    },
    'name-strokes': {
      ...ATTRIBUTE,
      control: 'text',
      description: 'The name under which a form submits the drawing',
    },
    display: {
      ...ATTRIBUTE,
      control: 'inline-radio',
      options: ['none', 'bars', 'chips'],
    },
    lang: {
      ...ATTRIBUTE,
      control: 'select',
      options: ['en', 'ar', 'de', 'es', 'fr', 'ja', 'zh-CN'],
    },
    required: { ...ATTRIBUTE, control: 'boolean' },
    disabled: { ...ATTRIBUTE, control: 'boolean' },
    readonly: { ...ATTRIBUTE, control: 'boolean' },
  },
  render: (args) => html`
    <digit-recognizer
      backend=${args.backend}
      model=${args.model || nothing}
      loading=${args.loading}
      name=${args.name}
      value=${args.value || nothing}
      recognize-delay=${args['recognize-delay']}
      min-confidence=${args['min-confidence']}
      name-strokes=${args['name-strokes'] || nothing}
      display=${args.display}
      lang=${args.lang}
      dir=${args.lang === 'ar' ? 'rtl' : 'ltr'}
      ?required=${args.required}
      ?disabled=${args.disabled}
      ?readonly=${args.readonly}
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
