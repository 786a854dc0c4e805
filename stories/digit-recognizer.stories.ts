import { html, nothing } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';

interface Args {
  backend: string;
  model: string;
  loading: 'lazy' | 'eager';
  recognizeDelay: string;
  minConfidence: number;
  probabilities: 'bars' | 'chips' | 'none';
  lang: string;
  required: boolean;
  disabled: boolean;
  readOnly: boolean;
}

const meta: Meta<Args> = {
  title: 'digit-recognizer',
  component: 'digit-recognizer',
  args: {
    backend: 'auto',
    model: '',
    loading: 'eager',
    recognizeDelay: '300',
    minConfidence: 0,
    probabilities: 'bars',
    lang: 'en',
    required: false,
    disabled: false,
    readOnly: false,
  },
  argTypes: {
    backend: {
      control: 'text',
      description: '`auto`, or one or more of `webgpu webgl wasm cpu` in order of preference',
    },
    model: { control: 'text', description: 'URL of a descriptor; empty for the bundled network' },
    loading: { control: 'inline-radio', options: ['lazy', 'eager'] },
    recognizeDelay: { name: 'recognize-delay', control: 'text' },
    minConfidence: {
      name: 'min-confidence',
      control: { type: 'range', min: 0, max: 1, step: 0.01 },
    },
    probabilities: { control: 'inline-radio', options: ['bars', 'chips', 'none'] },
    lang: { control: 'select', options: ['en', 'ar', 'de', 'es', 'fr', 'ja', 'zh-CN'] },
    readOnly: { name: 'readonly' },
  },
  render: (args) => html`
    <digit-recognizer
      name="digit"
      backend=${args.backend}
      model=${args.model || nothing}
      loading=${args.loading}
      recognize-delay=${args.recognizeDelay}
      min-confidence=${args.minConfidence}
      probabilities=${args.probabilities}
      lang=${args.lang}
      dir=${args.lang === 'ar' ? 'rtl' : 'ltr'}
      ?required=${args.required}
      ?disabled=${args.disabled}
      ?readonly=${args.readOnly}
    ></digit-recognizer>
  `,
};

export default meta;

type Story = StoryObj<Args>;

/** The quickest first answer for this network on this device. */
export const Auto: Story = {};

export const WebGPU: Story = { args: { backend: 'webgpu' } };

export const WebGL: Story = { args: { backend: 'webgl' } };

export const WebAssembly: Story = { args: { backend: 'wasm' } };

export const CPU: Story = { args: { backend: 'cpu' } };

/** Give the address of any `model.json` of ten classes on a 28×28 image in the control. */
export const AnotherDescriptor: Story = {
  args: { model: 'models/mnist-exercise/model.json' },
};

/** What one sees when a network cannot be loaded. The drawing stays, and one can try again. */
export const MissingDescriptor: Story = { args: { model: 'models/none/model.json' } };

/** Reads while the pen is down. */
export const Live: Story = { args: { recognizeDelay: 'live' } };

/** Colours follow the page's `color-scheme`. */
export const Dark: Story = {
  parameters: { layout: 'fullscreen' },
  decorators: [
    (story) => html`
      <div style="color-scheme: dark; background: Canvas; padding: 2rem; min-height: 100vh">
        ${story()}
      </div>
    `,
  ],
};

/** Ten buttons in place of the bars: pressing one says which digit it is. */
export const Chips: Story = { args: { probabilities: 'chips' } };

export const Japanese: Story = { args: { lang: 'ja' } };

/** Right to left, in the language's own digits where it has them. */
export const Arabic: Story = { args: { lang: 'ar' } };

/** From 96 to 640 pixels wide. */
export const Widths: Story = {
  render: (args, context) => html`
    <div style="display: flex; flex-wrap: wrap; gap: 1rem; align-items: start">
      ${[96, 200, 280, 640].map(
        (width) => html`
          <div style="--digit-recognizer-size: ${width}px">${meta.render?.(args, context)}</div>
        `,
      )}
    </div>
  `,
};
