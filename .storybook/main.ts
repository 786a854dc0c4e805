import type { StorybookConfig } from '@storybook/web-components-vite';
import remarkGfm from 'remark-gfm';
import { buildMeasurePage } from '../scripts/demo/build-demo.js';

const MEASURE_PAGE = 'node_modules/.cache/measure-page/';

const config: StorybookConfig = {
  framework: '@storybook/web-components-vite',
  stories: ['../stories/pages/*.mdx', '../stories/*.stories.ts'],
  addons: [
    {
      name: '@storybook/addon-docs',
      // MDX alone knows no tables.
      options: { mdxPluginOptions: { mdxCompileOptions: { remarkPlugins: [remarkGfm] } } },
    },
    '@storybook/addon-a11y',
  ],
  // The backends need this project's own build of TensorFlow.js's kernels, so stories show dist/.
  async staticDirs(ofStorybook = []) {
    await buildMeasurePage(`${import.meta.dirname}/../${MEASURE_PAGE}`);
    return [
      ...ofStorybook,
      { from: '../dist', to: '/dist' },
      { from: '../models', to: '/models' },
      { from: '../stories/demo/icon.svg', to: '/icon.svg' },
      { from: `../${MEASURE_PAGE}`, to: '/' },
    ];
  },
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
};

export default config;
