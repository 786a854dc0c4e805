import { html, nothing } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import type { NumberRecognizerElement } from '../src/elements/number-recognizer-element.js';
import { FOUR, SEVEN, THREE } from './drawings/digits.js';
import type { TimedDrawing } from './drawings/timed-drawing.js';
import { PATIENCE } from './support/field.js';
import { draw } from './support/pen.js';

interface Args {
  label: string;
  value: string;
  kind: 'number' | 'code';
  signed: boolean;
  decimal: boolean;
  min: string;
  max: string;
  step: string;
  minlength: number;
  maxlength: number;
  'recognize-delay': string;
  'min-confidence': number;
  gestures: '' | 'none';
  lang: string;
  required: boolean;
  disabled: boolean;
  readonly: boolean;
}

const TEXT = { table: { category: 'attributes' }, control: 'text' } as const;
const FLAG = { table: { category: 'attributes' }, control: 'boolean' } as const;

const meta: Meta<Args> = {
  title: 'Number recognizer',
  component: 'number-recognizer',
  parameters: { controls: { disable: false } },
  args: {
    label: 'How many?',
    value: '',
    kind: 'number',
    signed: false,
    decimal: false,
    min: '',
    max: '',
    step: '',
    minlength: 0,
    maxlength: 0,
    'recognize-delay': '600',
    'min-confidence': 0,
    gestures: '',
    lang: 'en',
    required: false,
    disabled: false,
    readonly: false,
  },
  argTypes: {
    label: TEXT,
    value: { ...TEXT, description: 'The initial value' },
    kind: { ...TEXT, control: 'inline-radio', options: ['number', 'code'] },
    signed: FLAG,
    decimal: FLAG,
    min: TEXT,
    max: TEXT,
    step: TEXT,
    minlength: { ...TEXT, control: 'number' },
    maxlength: { ...TEXT, control: 'number' },
    'recognize-delay': { ...TEXT, description: 'Milliseconds after the pen lifts, or `live`' },
    'min-confidence': { ...TEXT, control: { type: 'range', min: 0, max: 1, step: 0.01 } },
    gestures: { ...TEXT, control: 'inline-radio', options: ['', 'none'] },
    lang: { ...TEXT, control: 'select', options: ['en', 'ar', 'de', 'es', 'fr', 'ja', 'zh-CN'] },
    required: FLAG,
    disabled: FLAG,
    readonly: FLAG,
  },
  render: (args) => html`
    <number-recognizer
      label=${args.label}
      loading="eager"
      value=${args.value || nothing}
      kind=${args.kind}
      min=${args.min || nothing}
      max=${args.max || nothing}
      step=${args.step || nothing}
      minlength=${args.minlength || nothing}
      maxlength=${args.maxlength || nothing}
      recognize-delay=${args['recognize-delay']}
      min-confidence=${args['min-confidence']}
      gestures=${args.gestures || nothing}
      lang=${args.lang}
      dir=${args.lang === 'ar' ? 'rtl' : 'ltr'}
      ?signed=${args.signed}
      ?decimal=${args.decimal}
      ?required=${args.required}
      ?disabled=${args.disabled}
      ?readonly=${args.readonly}
    ></number-recognizer>
  `,
};

export default meta;

type Story = StoryObj<Args>;

function fieldIn(canvasElement: HTMLElement): NumberRecognizerElement {
  return canvasElement.querySelector('number-recognizer')!;
}

/** Digits side by side, on a surface three times as wide as high. */
function line(...digits: readonly TimedDrawing[]): TimedDrawing {
  return digits.flatMap((digit, index) =>
    digit.map((stroke) => stroke.map(([x, y, t]) => [(x + index * 0.7) / 3, y, t] as const)),
  );
}

async function write(field: NumberRecognizerElement, drawing: TimedDrawing): Promise<void> {
  await field.ready;
  await draw(field, drawing);
}

async function valueIs(field: NumberRecognizerElement, value: string): Promise<void> {
  await waitFor(() => expect(field.value).toBe(value), PATIENCE);
}

/** Every attribute is a control. */
export const Playground: Story = {
  play: async ({ canvasElement }) => fieldIn(canvasElement).ready,
};

/** The number as read stands above the ink. A bracket shows which strokes are a digit. */
export const Answered: Story = {
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await write(field, line(SEVEN, FOUR, THREE));
    await valueIs(field, '743');
  },
};

/** Pressing a bracket offers other digits, and to split, join or delete the digit. */
export const Corrected: Story = {
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await write(field, line(SEVEN, FOUR, THREE));
    await valueIs(field, '743');
    field.shadowRoot!.querySelectorAll<HTMLElement>('[part~="bracket"]')[1]!.click();
    await field.updateComplete;
    field.shadowRoot!.querySelector<HTMLElement>('[part~="delete-button"]')!.click();
    await valueIs(field, '73');
  },
};

/** `signed` and `decimal` allow a minus and a point. */
export const SignedDecimal: Story = {
  args: { label: 'Temperature', signed: true, decimal: true, value: '-3.7' },
  play: async ({ canvasElement }) => {
    await expect(fieldIn(canvasElement).valueAsNumber).toBe(-3.7);
  },
};

/** A code keeps its leading zeros, and has neither a minimum nor a step. */
export const Code: Story = {
  args: { label: 'PIN', kind: 'code', minlength: 4, maxlength: 4, value: '0042' },
  play: async ({ canvasElement }) => {
    await expect(fieldIn(canvasElement).value).toBe('0042');
  },
};

/** `min` and `max` make a number invalid, but never change what is read. */
export const Range: Story = {
  args: { label: 'Out of 10', min: '0', max: '10', value: '12' },
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await field.updateComplete;
    await expect(field.validity.rangeOverflow).toBe(true);
  },
};
