import { html, nothing } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, userEvent, waitFor } from 'storybook/test';
import type { NumberRecognizerElement } from '../src/elements/number-recognizer-element.js';
import { FOUR, SEVEN, SEVEN_OR_ONE, THREE } from './drawings/digits.js';
import type { TimedDrawing } from './drawings/timed-drawing.js';
import { partOf, PATIENCE, valueIs } from './support/field.js';
import { draw } from './support/pen.js';

interface Args {
  backend: string;
  model: string;
  loading: 'lazy' | 'eager';
  name: string;
  label: string;
  help: string;
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
  'pointer-types': string;
  'name-strokes': string;
  gestures: '' | 'none';
  width: string;
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
    backend: 'auto',
    model: '',
    loading: 'eager',
    name: 'number',
    label: 'How many?',
    help: '',
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
    'pointer-types': 'pen mouse touch',
    'name-strokes': '',
    gestures: '',
    width: '',
    lang: 'en',
    required: false,
    disabled: false,
    readonly: false,
  },
  argTypes: {
    backend: TEXT,
    model: TEXT,
    loading: { ...TEXT, control: 'inline-radio', options: ['lazy', 'eager'] },
    name: TEXT,
    label: TEXT,
    help: TEXT,
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
    'pointer-types': { ...TEXT, description: 'Which pointers may draw' },
    'name-strokes': { ...TEXT, description: 'The name under which a form submits the drawing' },
    gestures: { ...TEXT, control: 'inline-radio', options: ['', 'none'] },
    width: { name: '--digit-recognizer-size', control: 'text' },
    lang: { ...TEXT, control: 'select', options: ['en', 'ar', 'de', 'es', 'fr', 'ja', 'zh-CN'] },
    required: FLAG,
    disabled: FLAG,
    readonly: FLAG,
  },
  render: (args) => html`
    <number-recognizer
      backend=${args.backend}
      model=${args.model || nothing}
      loading=${args.loading}
      name=${args.name}
      label=${args.label}
      help=${args.help || nothing}
      value=${args.value || nothing}
      kind=${args.kind}
      min=${args.min || nothing}
      max=${args.max || nothing}
      step=${args.step || nothing}
      minlength=${args.minlength || nothing}
      maxlength=${args.maxlength || nothing}
      recognize-delay=${args['recognize-delay']}
      min-confidence=${args['min-confidence']}
      pointer-types=${args['pointer-types']}
      name-strokes=${args['name-strokes'] || nothing}
      gestures=${args.gestures || nothing}
      style=${args.width ? `--digit-recognizer-size: ${args.width}` : nothing}
      lang=${args.lang}
      dir=${args.lang === 'ar' ? 'rtl' : nothing}
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

/** Digits side by side, on a surface of 10 to 3. */
function line(...digits: readonly TimedDrawing[]): TimedDrawing {
  return digits.flatMap((digit, index) =>
    digit.map((stroke) => stroke.map(([x, y, t]) => [(x + index * 0.7) * 0.3, y, t] as const)),
  );
}

async function write(field: NumberRecognizerElement, drawing: TimedDrawing): Promise<void> {
  await field.ready;
  await draw(field, drawing);
}

/** Presses the bracket under a digit. */
async function select(field: NumberRecognizerElement, index: number): Promise<void> {
  field.shadowRoot!.querySelectorAll<HTMLElement>('[part~="bracket"]')[index]!.click();
  await field.updateComplete;
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

/** When in doubt, the other likely numbers are one press away. */
export const Unsure: Story = {
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await write(field, line(FOUR, SEVEN_OR_ONE));
    await valueIs(field, '47');
    await field.updateComplete;
    await expect(partOf(field, 'alternative')!.textContent).toMatch(/^\s*41\s*$/);
  },
};

/** What can be done with a digit: choose another, split it, join it with the next, delete it. */
export const Choices: Story = {
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await write(field, line(SEVEN, FOUR, THREE));
    await valueIs(field, '743');
    await select(field, 1);
    await expect(partOf(field, 'join-button')).not.toBeNull();
  },
};

/** Pressing a bracket offers other digits, and to split, join or delete the digit. */
export const Corrected: Story = {
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await write(field, line(SEVEN, FOUR, THREE));
    await valueIs(field, '743');
    await select(field, 1);
    partOf(field, 'delete-button')!.click();
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

/** A zigzag over digits deletes them, and undo brings them back. */
export const ScratchedOut: Story = {
  tags: ['unpictured'],
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await write(field, line(SEVEN, FOUR, THREE));
    await valueIs(field, '743');
    const turns = [0.25, 0.35, 0.45, 0.55, 0.65, 0.75];
    await draw(field, [turns.map((y, i) => [i % 2 === 0 ? 0.46 : 0.7, y, i * 40] as const)]);
    await valueIs(field, '74');
    partOf(field, 'undo-button')!.click();
    await valueIs(field, '743');
  },
};

/** A digit over another replaces it, a second after that was written. */
export const WrittenOver: Story = {
  tags: ['unpictured'],
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await write(field, line(SEVEN, THREE));
    await valueIs(field, '73');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await draw(field, line(THREE));
    await valueIs(field, '33');
  },
};

export const Disabled: Story = {
  args: { disabled: true, value: '137' },
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await write(field, line(SEVEN));
    await expect([field.value, field.strokes.length]).toEqual(['137', 0]);
  },
};

/** The user can focus the field but not change it, and a form submits it. */
export const ReadOnly: Story = {
  args: { readonly: true, value: '137' },
  play: Disabled.play!,
};

/** The width of a field that shares a row with another one on a phone. */
export const Narrow: Story = { args: { width: '180px' }, play: Choices.play! };

/** From right to left; a number is written and read from left to right all the same. */
export const RightToLeft: Story = {
  decorators: [(story) => html`<section dir="rtl">${story()}</section>`],
  play: Choices.play!,
};

export const German: Story = {
  args: { lang: 'de', label: 'Wie viele?' },
  play: async (context) => {
    await Choices.play!(context);
    const field = fieldIn(context.canvasElement);
    await waitFor(
      () => expect(partOf(field, 'delete-button')!.textContent).toContain('Löschen'),
      PATIENCE,
    );
  },
};

/** A form cannot be sent with a number that is too large, and the field says why. */
export const InAForm: Story = {
  args: { max: '100', required: true },
  decorators: [
    (story) =>
      html`<form @submit=${(event: Event) => event.preventDefault()}>
        ${story()}
        <p><button>Send</button></p>
      </form>`,
  ],
  play: async ({ canvasElement }) => {
    const field = fieldIn(canvasElement);
    await write(field, line(SEVEN, FOUR, THREE));
    await valueIs(field, '743');
    await userEvent.click(canvasElement.querySelector('button')!);
    await field.updateComplete;
    await expect(partOf(field, 'error')!.textContent).toBe('Must be 100 or less.');
    // Hides the browser's own message.
    (document.activeElement as HTMLElement).blur();
  },
};
