import { addons } from 'storybook/manager-api';
import { create } from 'storybook/theming';

const isDark = matchMedia('(prefers-color-scheme: dark)').matches;

addons.setConfig({
  theme: create({
    base: isDark ? 'dark' : 'light',
    brandTitle:
      '<img src="icon.svg" width="24" height="24" alt="" style="vertical-align: -6px; margin-inline-end: 8px"> digit-recognizer',
    brandUrl: './',
    colorPrimary: isDark ? '#8ea6ff' : '#3355d1',
    colorSecondary: isDark ? '#8ea6ff' : '#3355d1',
    fontBase: 'system-ui, sans-serif',
  }),
});
