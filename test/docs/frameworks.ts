import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import react from '@vitejs/plugin-react';
import { build, type InlineConfig } from 'vite';

/** Builds a component of Vue into a page, with the configuration that a document gives. */
export function buildVue(folder: string, component: string, config: string): Promise<string> {
  const main = `
    import { createApp } from 'vue';
    import App from './App.vue';
    createApp(App).mount('#app');`;
  return buildApp(`${folder}/vue-app`, {
    'vite.config.js': config,
    'App.vue': component,
    'main.js': main,
  });
}

/** Builds a component of Svelte into a page. */
export function buildSvelte(folder: string, component: string): Promise<string> {
  const main = `
    import { mount } from 'svelte';
    import App from './App.svelte';
    mount(App, { target: document.querySelector('#app') });`;
  return buildApp(
    `${folder}/svelte-app`,
    { 'App.svelte': component, 'main.js': main },
    { configFile: false, plugins: [svelte({ configFile: false })] },
  );
}

/** Builds a module that exports one component of React into a page. */
export function buildReact(folder: string, component: string): Promise<string> {
  const main = `
    import { createRoot } from 'react-dom/client';
    import * as components from './components.tsx';
    const [Component] = Object.values(components);
    createRoot(document.querySelector('#app')!).render(<Component />);`;
  return buildApp(
    `${folder}/react-app`,
    { 'components.tsx': component, 'main.tsx': main },
    { configFile: false, plugins: [react()] },
  );
}

/** @returns a page with the script of the application inside. */
async function buildApp(
  root: string,
  files: Readonly<Record<string, string>>,
  config: InlineConfig = {},
): Promise<string> {
  await mkdir(root, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(`${root}/${name}`, content);
  const entry = Object.keys(files).find((name) => name.startsWith('main.'))!;
  await build({
    ...{ root, logLevel: 'error', ...config },
    build: {
      minify: false,
      lib: { entry, formats: ['es'], fileName: () => 'app.js' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const script = await readFile(`${root}/dist/app.js`, 'utf8');
  return `<!doctype html><link rel="icon" href="data:,"><div id="app"></div><script type="module">${script.replaceAll('</script', '<\\/script')}</script>`;
}
