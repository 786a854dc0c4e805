import ts from 'typescript';
import type { Block } from './blocks.js';

/** What the code of blocks takes for granted. */
const SURROUNDINGS = `
  import type { DigitRecognizerElement } from 'digit-recognizer';
  import type { createRecognizer as create, Drawing, Recognizer } from 'digit-recognizer/recognizer';
  declare global {
    const strokes: Drawing, a: Drawing, b: Drawing, c: Drawing, drawings: Drawing[];
    const field: DigitRecognizerElement;
    const recognizer: Recognizer;
    const createRecognizer: typeof create;
    const files: Map<string, File>;
    const registry: CustomElementRegistry;
    function html(strings: TemplateStringsArray): unknown;
    function render(template: unknown): void;
  }`;

/** As much of Angular, which is not installed, as the documents use. */
const ANGULAR = `
  export const CUSTOM_ELEMENTS_SCHEMA: { readonly name: string };
  export function Component(options: {
    selector: string;
    schemas: readonly unknown[];
    template: string;
  }): (component: unknown) => void;`;

const OPTIONS: ts.CompilerOptions = {
  ...{ noEmit: true, allowJs: true, checkJs: true, skipLibCheck: true, types: [] },
  ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Preserve },
  moduleDetection: ts.ModuleDetectionKind.Force,
  ...{ jsx: ts.JsxEmit.ReactJSX, experimentalDecorators: true },
};

const EXTENSIONS: Readonly<Record<string, string>> = { js: '.js', ts: '.ts', tsx: '.tsx' };

export interface Sources {
  /** Contents by path below the project's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** @returns what the compiler says about a block; empty if nothing is wrong. */
  check(folder: string, block: Block): string;
}

/** Compiles blocks in a project that has the package installed. */
export function createSources(blocks: readonly Block[]): Sources {
  const names = new Map(
    blocks.map((block, index) => [block, `blocks/${index}${EXTENSIONS[block.language]}`]),
  );
  let program: ts.Program | undefined;
  return {
    files: {
      ...Object.fromEntries(blocks.map((block) => [names.get(block)!, block.code])),
      'blocks/surroundings.ts': SURROUNDINGS,
      'node_modules/@angular/core/index.d.ts': ANGULAR,
    },
    check(folder, block) {
      const host = ts.createCompilerHost(OPTIONS);
      const paths = ['blocks/surroundings.ts', ...names.values()].map(
        (name) => `${folder}/${name}`,
      );
      program ??= ts.createProgram(paths, OPTIONS, host);
      const wrong = [names.get(block), 'blocks/surroundings.ts']
        .map((name) => program!.getSourceFile(`${folder}/${name}`))
        .flatMap((file) => [
          ...program!.getSyntacticDiagnostics(file),
          ...program!.getSemanticDiagnostics(file),
        ]);
      return ts.formatDiagnostics(wrong, host);
    },
  };
}
