import type { Plugin } from 'rollup';
import { ROOT } from './paths.js';
import { minifyCss } from './minify-css.js';
import { minifyHtml } from './minify-html.js';

interface Range {
  readonly start: number;
  readonly end: number;
}

interface TaggedTemplate extends Range {
  readonly type: 'TaggedTemplateExpression';
  readonly tag: Range & { readonly name?: string };
  readonly quasi: Range & { readonly quasis: readonly Range[] };
}

interface Edit extends Range {
  readonly text: string;
}

/**
 * Takes the layout of the source out of the templates and style sheets of src/elements, which no
 * minifier of JavaScript looks into.
 *
 * The only expressions in our sheets are other sheets, whose text a template string takes by itself.
 * So `unsafeCSS` does what `css` does, and the bundle need not contain Lit's checks of expressions.
 */
export function templatesPlugin(): Plugin {
  return {
    name: 'templates',
    transform(code, id) {
      if (!id.startsWith(`${ROOT}src/elements/`)) return null;
      const edits = taggedTemplates(this.parse(code)).flatMap((template) => shrink(code, template));
      if (edits.length === 0) return null;
      const sheets = edits.some(({ text }) => text.startsWith(PLAIN_SHEET));
      const shrunk = apply(code, edits);
      return {
        code: sheets ? `import { unsafeCSS as ${PLAIN_SHEET} } from 'lit';\n${shrunk}` : shrunk,
        map: null,
      };
    },
  };
}

const PLAIN_SHEET = '__plainSheet';
/** In the place of an expression, while the sheet around it is minified. */
const HOLE = '__hole__';

function shrink(code: string, { start, end, tag, quasi }: TaggedTemplate): Edit[] {
  const strings = quasi.quasis.map((part) => code.slice(part.start, part.end));
  if (tag.name === 'css') {
    const holes = quasi.quasis
      .slice(1)
      .map((next, i) => code.slice(quasi.quasis[i]!.end, next.start));
    const sheet = minifyCss(strings.join(HOLE)).replaceAll(HOLE, () => holes.shift()!);
    return [{ start, end, text: `${PLAIN_SHEET}(\`${sheet}\`)` }];
  }
  if (tag.name !== 'html' && tag.name !== 'svg') return [];
  const shrunk = minifyHtml(strings);
  return quasi.quasis.map((part, index) => ({
    start: part.start,
    end: part.end,
    text: shrunk[index]!,
  }));
}

function taggedTemplates(node: unknown): TaggedTemplate[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap(taggedTemplates);
  const { type } = node as { type?: unknown };
  return type === 'TaggedTemplateExpression' ? [node as TaggedTemplate, ...inner] : inner;
}

/** Templates lie in expressions of templates, but their literal parts never overlap. */
function apply(code: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code);
}
