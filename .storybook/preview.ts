/// <reference types="vite/types/importMeta.d.ts" />
import { setCustomElementsManifest, type Preview } from '@storybook/web-components-vite';
import { themes } from 'storybook/theming';

/** What the tables of attributes, events and parts are made of; there once the package is built. */
const [manifest] = Object.values(
  import.meta.glob('../dist/custom-elements.json', { eager: true, import: 'default' }),
);
if (manifest) setCustomElementsManifest(manifest);

const isDark = matchMedia('(prefers-color-scheme: dark)').matches;

const preview: Preview = {
  tags: ['autodocs'],
  parameters: {
    layout: 'centered',
    a11y: { test: 'error' },
    // A page of documentation shows fields in use, not empty ones.
    docs: {
      theme: isDark ? themes.dark : themes.light,
      story: { autoplay: true },
      source: { transform: (code: string) => code.replaceAll('=""', '') },
    },
    controls: { disable: true },
    options: {
      storySort: {
        order: [
          'Start here',
          'How it works',
          'Elements',
          ['Digit recognizer', 'Number recognizer'],
          'Guides',
          [
            'Frameworks',
            'Loading',
            'Forms',
            'Numbers',
            'Theming',
            'Recipes',
            'Your own network',
            'Learning',
            'Privacy',
            'Accessibility',
            'Performance',
            'Without the element',
          ],
        ],
      },
    },
  },
  globalTypes: {
    scheme: {
      description: 'Color scheme',
      toolbar: { icon: 'contrast', items: ['system', 'light', 'dark'], dynamicTitle: true },
    },
    direction: {
      description: 'Direction of the page',
      toolbar: { icon: 'transfer', items: ['ltr', 'rtl'], dynamicTitle: true },
    },
  },
  initialGlobals: { scheme: 'system', direction: 'ltr' },
  decorators: [
    (story, { globals }) => {
      const root = document.documentElement;
      root.style.colorScheme = globals['scheme'] === 'system' ? '' : String(globals['scheme']);
      root.dir = String(globals['direction']);
      return story();
    },
  ],
  async beforeAll() {
    // A runtime import: Vite would bundle what is built already, and move it away from its assets.
    const url = new URL('dist/digit-recognizer.js', document.baseURI).href;
    await import(/* @vite-ignore */ url);
  },
};

export default preview;
