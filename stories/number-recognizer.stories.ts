import { html, nothing } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, userEvent, waitFor } from 'storybook/test';
import type { NumberRecognizerElement } from '../src/elements/number-recognizer-element.js';
import { FOUR, SEVEN, SEVEN_OR_ONE, THREE } from './drawings/digits.js';
import type { TimedDrawing } from './drawings/timed-drawing.js';
import { attributes, LANGUAGES } from './support/attributes.js';
import { partOf, PATIENCE, valueIs } from './support/field.js';
import { draw } from './support/pen.js';

type Args = {
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
};

const TABLE = { table: { category: 'attributes' } };
const TEXT = { ...TABLE, control: 'text' } as const;
const FLAG = { ...TABLE, control: 'boolean' } as const;

const DEFAULTS: Omit<Args, 'width'> = {
  label: '',
  help: '',
  name: '',
  value: '',
  kind: 'number',
  signed: false,
  decimal: false,
  min: '',
  max: '',
  step: '',
  minlength: 0,
  maxlength: 0,
  required: false,
  disabled: false,
  readonly: false,
  'recognize-delay': '600',
  'min-confidence': 0,
  'pointer-types': 'pen mouse touch',
  'name-strokes': '',
  gestures: '',
  loading: 'lazy',
  backend: 'auto',
  model: '',
  lang: 'en',
};

const meta: Meta<Args> = {
  title: 'Elements/Number recognizer',
  id: 'number-recognizer',
  tags: ['!autodocs'],
  component: 'number-recognizer',
  parameters: { controls: { disable: false, include: Object.keys(DEFAULTS) } },
  args: { ...DEFAULTS, loading: 'eager', name: 'number', label: 'How many?', width: '' },
  argTypes: {
    // A part has the same name, and a description of its own.
    label: { ...TEXT, description: 'The label above the field' },
    help: { ...TEXT, description: 'The help text below the field' },
    name: TEXT,
    value: TEXT,
    kind: { ...TEXT, control: 'inline-radio', options: ['number', 'code'] },
    signed: FLAG,
    decimal: FLAG,
    min: TEXT,
    max: TEXT,
    step: TEXT,
    minlength: { ...TEXT, control: 'number' },
    maxlength: { ...TEXT, control: 'number' },
    required: FLAG,
    disabled: FLAG,
    readonly: FLAG,
    'recognize-delay': TEXT,
    'min-confidence': { ...TEXT, control: { type: 'range', min: 0, max: 1, step: 0.01 } },
    'pointer-types': TEXT,
    'name-strokes': TEXT,
    gestures: { ...TEXT, control: 'inline-radio', options: ['', 'none'] },
    loading: { ...TEXT, control: 'inline-radio', options: ['lazy', 'eager'] },
    backend: { ...TEXT, description: '`auto`, or backends in order of preference' },
    model: TEXT,
    lang: { ...TABLE, control: 'select', options: LANGUAGES },
  },
  render: ({ width, ...args }) => html`
    <number-recognizer
      dir=${args.lang === 'ar' ? 'rtl' : nothing}
      style=${width ? `--digit-recognizer-size: ${width}` : nothing}
      ${attributes(args, DEFAULTS)}
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
