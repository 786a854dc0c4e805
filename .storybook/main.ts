import type { StorybookConfig } from '@storybook/web-components-vite';

const config: StorybookConfig = {
  framework: '@storybook/web-components-vite',
  stories: ['../stories/pages/*.mdx', '../stories/*.stories.ts'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y'],
  // The backends need this project's own build of TensorFlow.js's kernels, so stories show dist/.
  staticDirs: [
    { from: '../dist', to: '/dist' },
    { from: '../models', to: '/models' },
  ],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
};

export default config;
