import type { StorybookConfig } from '@storybook/web-components-vite';
import remarkGfm from 'remark-gfm';

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
  staticDirs: [
    { from: '../dist', to: '/dist' },
    { from: '../models', to: '/models' },
    { from: '../stories/demo/icon.svg', to: '/icon.svg' },
  ],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
};

export default config;
