import type { Preview } from '@storybook/web-components-vite';

const preview: Preview = {
  parameters: { layout: 'centered', a11y: { test: 'error' } },
  async beforeAll() {
    // A runtime import: Vite would bundle what is built already, and move it away from its assets.
    const url = new URL('dist/digit-recognizer.js', document.baseURI).href;
    await import(/* @vite-ignore */ url);
  },
};

export default preview;
