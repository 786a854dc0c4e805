import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import ts from 'typescript';
import { ROOT } from '../../scripts/build/paths.js';
import { installPackage, type FreshProject, type InstalledPackage } from './fresh-project.js';
import { STAND_INS } from './framework-stand-ins.js';

/**
 * Templates of JSX, where listeners begin with `prefix`; what must not compile is marked. Of names
 * with a hyphen TypeScript takes any, and checks the values of those it knows.
 */
const jsx = (framework: string, prefix: string): string => `
  import type {} from 'digit-recognizer/types/${framework}';
  import type { Result } from 'digit-recognizer';
  export const field = (
    <digit-recognizer
      id="a" name="answer" required disabled={false} readonly loading="eager" backend="cpu"
      min-confidence="0.5" minConfidence={0.5} recognize-delay="live" recognizeDelay={100}
      strokes={[[{ x: 1, y: 2 }]]} onInput={() => undefined}
      ${prefix}digit-recognized={(event) => { const result: Result = event.detail; return void result; }}
    ><div slot="label">6 + 1</div></digit-recognizer>
  );
  export const parts = [
    <digit-pad strokes={[]} readonly />,
    <digit-probabilities probabilities={null} variant="chips"
      ${prefix}digit-chosen={({ detail }) => void detail.digit.toFixed()} />,
    <number-recognizer name="answer" min="0" maxlength="4" signed kind="code" gestures="none"
      ${prefix}number-recognized={({ detail }) => void detail.value.trim()}
      ${prefix}number-corrected={({ detail }) => void detail.result?.digits.length} />,
  ];
  export const wrong = [
    // @ts-expect-error Not a way to load.
    <digit-recognizer loading="soon" />,
    // @ts-expect-error A number, or one as it stands in HTML.
    <digit-recognizer min-confidence="high" />,
    // @ts-expect-error Not a list of strokes.
    <digit-recognizer strokes={7} />,
    // @ts-expect-error What is said of a result is its digit.
    <digit-recognizer ${prefix}digit-recognized={(event) => void event.detail.number} />,
    // @ts-expect-error A number has several digits.
    <number-recognizer ${prefix}number-recognized={(event) => void event.detail.digit} />,
    // @ts-expect-error There is no such attribute.
    <digit-probabilities varient="chips" />,
  ];`;

const SVELTE = `
  import type {} from 'digit-recognizer/types/svelte';
  import type { SvelteHTMLElements } from 'svelte/elements';
  export const field: SvelteHTMLElements['digit-recognizer'] = {
    id: 'a', name: 'answer', readonly: true, 'min-confidence': '0.5', recognizeDelay: 'live',
    'ondigit-recognized': (event) => void event.detail.digit?.toFixed(),
    'on:digit-error': (event) => void event.detail.error.code.trim(),
    oninput: (event) => void event.currentTarget.value,
  };
  export const wrong: SvelteHTMLElements['digit-recognizer'] = {
    // @ts-expect-error Not a way to load.
    loading: 'soon',
    // @ts-expect-error A result has no number.
    'ondigit-recognized': (event) => void event.detail.number,
  };
  export const pad: SvelteHTMLElements['digit-pad'] = {
    // @ts-expect-error The surface fires no such event.
    'ondigit-recognized': () => undefined,
  };`;

const VUE = `
  import type {} from 'digit-recognizer/types/vue';
  import type { GlobalComponents } from 'vue';
  type Field = InstanceType<GlobalComponents['digit-recognizer']>;
  export const props: Field['$props'] = {
    id: 'a', name: 'answer', 'min-confidence': 0.5, readonly: true, recognizeDelay: 'live', key: 1,
  };
  export function use(field: Field): void {
    const digit: string = field.value;
    field.$emit('digit-recognized', new CustomEvent('digit-recognized', {
      detail: { digit: 7, confidence: 1, probabilities: [], backend: 'cpu', elapsed: 1 },
    }));
    // @ts-expect-error There is no such event.
    field.$emit('digit-guessed', new Event(digit));
  }
  export const wrong: Field['$props'] = {
    // @ts-expect-error Not a way to load.
    loading: 'soon',
  };`;

const REACT_COMPONENTS = `
  import { createRef } from 'react';
  import type { DigitRecognizerElement } from 'digit-recognizer';
  import { DigitPad, DigitProbabilities, DigitRecognizer } from 'digit-recognizer/react';
  const ref = createRef<DigitRecognizerElement>();
  export const field = (
    <DigitRecognizer ref={ref} name="answer" minConfidence={0.5} readOnly recognizeDelay="live"
      onDigitRecognized={({ detail }) => void detail.digit?.toFixed()}
      onDigitError={({ detail }) => void detail.error.code.trim()}
      onChange={(event) => void event.type}
    ><b slot="label">6 + 1</b></DigitRecognizer>
  );
  export const parts = [
    <DigitPad strokes={[]} onInput={() => undefined} />,
    <DigitProbabilities probabilities={null} onDigitChosen={({ detail }) => void detail.digit} />,
  ];
  export const wrong = [
    // @ts-expect-error Not a way to load.
    <DigitRecognizer loading="soon" />,
    // @ts-expect-error A result has no number.
    <DigitRecognizer onDigitRecognized={({ detail }) => void detail.number} />,
    // @ts-expect-error The surface fires no such event.
    <DigitPad onDigitRecognized={() => undefined} />,
  ];`;

const SOURCES: Readonly<Record<string, string>> = {
  'react.tsx': jsx('react', 'on'),
  'react-components.tsx': REACT_COMPONENTS,
  'preact.tsx': jsx('preact', 'on'),
  'solid.tsx': jsx('solid', 'on:'),
  'svelte.ts': SVELTE,
  'vue.ts': VUE,
};

/** Where JSX is whose; no other templates are known by TypeScript itself. */
const JSX_SOURCES: Readonly<Record<string, string>> = { preact: 'preact', solid: 'solid-js' };

const below = (folder: string, files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

/** As an application uses the package. */
const APPLICATION = `
  import { DigitRecognizerElement, type Result } from 'digit-recognizer';
  import { createRecognizer } from 'digit-recognizer/recognizer';
  import { define } from 'digit-recognizer/elements/define.js';
  import { DigitPadElement } from 'digit-recognizer/elements/digit-pad-element.js';
  define('my-digit');
  const field = document.querySelector('digit-recognizer')!;
  const same: DigitRecognizerElement = field;
  const digit: string = same.value;
  const updated: Promise<boolean> = field.updateComplete;
  const inherited: DOMRect = field.getBoundingClientRect();
  const { version }: { version: string } = DigitRecognizerElement;
  const result: Promise<Result | null> = createRecognizer().then((r) => r.recognize([]));
  const heard: Result[] = [];
  window.addEventListener('digit-recognized', ({ detail }) => heard.push(detail));
  document.addEventListener('digit-recognized', ({ detail }) => heard.push(detail));
  document.body.addEventListener('digit-recognized', ({ detail }) => heard.push(detail));
  field.addEventListener('digit-recognized', ({ detail }) => heard.push(detail));
  // @ts-expect-error A result has no number.
  field.addEventListener('digit-recognized', ({ detail }) => detail.number);
  field.addEventListener('keydown', (event) => void event.key);
  // @ts-expect-error A drawing is an array of strokes.
  new DigitPadElement().strokes = 7;
  export { digit, inherited, result, updated, version };`;

/** The scripts of the README's pages, in files of an application that imports the package. */
function readmeScripts(): Record<string, string> {
  const readme = readFileSync(`${ROOT}README.md`, 'utf8');
  const pages = [...readme.matchAll(/```html\n(.*?)```/gs)].map(([, html]) => html!);
  const scripts = pages.flatMap((html) => [
    ...html.matchAll(/<script(?: type="module")?>(.*?)<\/script>/gs),
  ]);
  assert.ok(scripts.length > 0);
  return Object.fromEntries(
    scripts.map(([, script], i) => [`readme-${i}.ts`, `import 'digit-recognizer';\n${script}`]),
  );
}

describe('the types of the packed package', () => {
  let installed: InstalledPackage;
  let project: FreshProject;
  before(async () => {
    installed = await installPackage();
    const files = { 'app.ts': APPLICATION, ...SOURCES, ...readmeScripts() };
    const frameworks = ['react', '@types/react', '@lit/react', 'vue'];
    project = await installed.newProject(
      { ...below('src', files), ...below('stand-ins', STAND_INS) },
      frameworks,
    );
  });
  after(async () => {
    await project?.remove();
    await installed.remove();
  });

  /** Compiles as strictly as TypeScript can. */
  function assertCompiles(files: readonly string[], options: ts.CompilerOptions): void {
    const all: ts.CompilerOptions = {
      ...{ strict: true, noEmit: true, skipLibCheck: false, types: [] },
      ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Preserve },
      ...{ lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], ...options },
    };
    const host = rememberingHost(all);
    const paths = files.map((file) => `${project.folder}/src/${file}`);
    const wrong = ts.getPreEmitDiagnostics(ts.createProgram(paths, all, host));
    assert.equal(ts.formatDiagnostics(wrong, host), '');
  }

  // The last one resolves as a bundler does.
  for (const module of ['Node16', 'NodeNext', 'Preserve'] as const) {
    it(`are right for an application and the README's pages, with --module ${module}`, () => {
      const files = ['app.ts', ...Object.keys(readmeScripts())];
      assertCompiles(files, { module: ts.ModuleKind[module] });
    });
  }

  for (const file of Object.keys(SOURCES)) {
    const [name] = file.split('.');
    it(`take what is right in ${name}, and nothing that is wrong`, () =>
      assertCompiles([file], {
        paths: { '*': [`${project.folder}/stand-ins/*`] },
        jsx: ts.JsxEmit.ReactJSX,
        jsxImportSource: JSX_SOURCES[name!] ?? 'react',
      }));
  }
});

const parsed = new Map<string, ts.SourceFile | undefined>();

/** Parses a file once for all programs. */
function rememberingHost(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    getSourceFile(name, how, ...rest) {
      const key = JSON.stringify([name, how]);
      if (!parsed.has(key)) parsed.set(key, host.getSourceFile(name, how, ...rest));
      return parsed.get(key);
    },
  };
}
