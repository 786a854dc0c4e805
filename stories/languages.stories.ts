import { html } from 'lit';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, userEvent, waitFor } from 'storybook/test';
import { SEVEN } from './drawings/digits.js';
import { fieldIn, partOf, PATIENCE, valueIs } from './support/field.js';
import { draw } from './support/pen.js';

/** The library's languages, and "Clear" in each. */
const CLEAR = {
  en: 'Clear',
  ar: 'مسح',
  de: 'Löschen',
  es: 'Borrar',
  fr: 'Effacer',
  ja: '消去',
  'zh-CN': '清除',
} as const;

type Language = keyof typeof CLEAR;

/** The fonts for these scripts differ between machines, so no picture is compared. */
const OTHER_FONTS = ['unpictured'];

interface Args {
  lang: Language;
}

const meta: Meta<Args> = {
  title: 'More examples/Languages',
  id: 'languages',
  parameters: { controls: { disable: false } },
  argTypes: { lang: { control: 'select', options: Object.keys(CLEAR) } },
  render: ({ lang }) => html`
    <section lang=${lang} dir=${lang === 'ar' ? 'rtl' : 'ltr'}>
      <digit-recognizer loading="eager"></digit-recognizer>
    </section>
  `,
  play: async ({ canvasElement, args }) => {
    const field = fieldIn(canvasElement);
    await draw(field, SEVEN);
    await valueIs(field, '7');
    await waitFor(
      () => expect(partOf(field, 'clear-button')!.title).toBe(CLEAR[args.lang]),
      PATIENCE,
    );
  },
};

export default meta;

type Story = StoryObj<Args>;

export const English: Story = { args: { lang: 'en' } };

/** Right to left, with the language's own digits if it has any. The value stays `7`. */
export const Arabic: Story = { args: { lang: 'ar' }, tags: OTHER_FONTS };

export const Chinese: Story = { args: { lang: 'zh-CN' }, tags: OTHER_FONTS };

export const French: Story = { args: { lang: 'fr' } };

export const German: Story = { args: { lang: 'de' } };

export const Japanese: Story = { args: { lang: 'ja' }, tags: OTHER_FONTS };

export const Spanish: Story = { args: { lang: 'es' } };

/** The layout of a right-to-left page, with texts whose font is known. */
export const RightToLeft: Story = {
  args: { lang: 'en' },
  render: () => html`
    <section lang="en" dir="rtl"><digit-recognizer loading="eager"></digit-recognizer></section>
  `,
};

/** The field follows the page when its language changes. */
export const Switched: Story = {
  render: () => html`
    <section lang="en">
      <p>
        <label
          >Language
          <select @change=${choose}>
            ${Object.keys(CLEAR).map((lang) => html`<option>${lang}</option>`)}
          </select></label
        >
      </p>
      <digit-recognizer loading="eager"></digit-recognizer>
    </section>
  `,
  play: async ({ canvasElement }) => {
    const clear = () => partOf(fieldIn(canvasElement), 'clear-button')!.title;
    await waitFor(() => expect(clear()).toBe(CLEAR.en), PATIENCE);
    await userEvent.selectOptions(canvasElement.querySelector('select')!, 'de');
    await waitFor(() => expect(clear()).toBe(CLEAR.de), PATIENCE);
  },
};

function choose({ target }: Event): void {
  const select = target as HTMLSelectElement;
  const section = select.closest('section')!;
  section.lang = select.value;
  section.dir = select.value === 'ar' ? 'rtl' : 'ltr';
}
