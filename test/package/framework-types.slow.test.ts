import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { ROOT } from '../../scripts/build/paths.js';
import { freshProject, packPackage, type FreshProject } from './fresh-project.js';
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

describe('the types for frameworks', () => {
  let project: FreshProject;

  before(async () => {
    const packed = await packPackage();
    const files = { ...below('src', SOURCES), ...below('stand-ins', STAND_INS) };
    const frameworks = ['react', '@types/react', '@lit/react', 'vue'];
    project = await freshProject(packed, files, frameworks);
    await packed.remove();
  });
  after(() => project.remove());

  for (const file of Object.keys(SOURCES)) {
    const [name] = file.split('.');
    it(`take what is right in ${name}, and nothing that is wrong`, () => compiles(file, name!));
  }

  async function compiles(file: string, name: string): Promise<void> {
    const config = {
      compilerOptions: {
        ...{ strict: true, noEmit: true, types: [], target: 'es2022', module: 'preserve' },
        ...{ lib: ['es2023', 'dom', 'dom.iterable'], paths: { '*': ['./stand-ins/*'] } },
        ...{ jsx: 'react-jsx', jsxImportSource: JSX_SOURCES[name] ?? 'react' },
      },
      files: [`src/${file}`],
    };
    const path = `${project.folder}/tsconfig.${name}.json`;
    await writeFile(path, JSON.stringify(config));
    await promisify(execFile)(`${ROOT}node_modules/.bin/tsc`, ['-p', path]).catch(({ stdout }) =>
      assert.fail(stdout),
    );
  }
});
