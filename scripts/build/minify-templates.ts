import { transformSync } from 'esbuild';
import type { Plugin } from 'rollup';
import { ROOT } from './paths.js';

interface Range {
  readonly start: number;
  readonly end: number;
}

interface TaggedTemplate extends Range {
  readonly type: 'TaggedTemplateExpression';
  readonly tag: { readonly name?: string };
  readonly quasi: { readonly quasis: readonly Range[] };
}

interface Edit extends Range {
  readonly text: string;
}

/** Our import of Lit's `unsafeCSS`. */
const UNSAFE_CSS = '__unsafeCSS';

/**
 * Minifies the templates and style sheets of src/elements.
 *
 * The only expressions in our style sheets are other style sheets, which a template string turns
 * into text. So `unsafeCSS` does what `css` does, without Lit's checks of expressions.
 */
export function minifyTemplates(): Plugin {
  return {
    name: 'minify-templates',
    transform(code, id) {
      if (!id.startsWith(`${ROOT}src/elements/`)) return null;
      const edits = taggedTemplates(this.parse(code)).flatMap((template) => minify(code, template));
      if (edits.length === 0) return null;
      // Literal parts of nested templates never overlap.
      const minified = edits
        .sort((a, b) => b.start - a.start)
        .reduce(
          (text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end),
          code,
        );
      const prologue = minified.includes(UNSAFE_CSS)
        ? `import { unsafeCSS as ${UNSAFE_CSS} } from 'lit';\n`
        : '';
      return { code: prologue + minified, map: null };
    },
  };
}

function taggedTemplates(node: unknown): TaggedTemplate[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap(taggedTemplates);
  const { type } = node as { type?: unknown };
  return type === 'TaggedTemplateExpression' ? [node as TaggedTemplate, ...inner] : inner;
}

function minify(code: string, { start, end, tag, quasi: { quasis } }: TaggedTemplate): Edit[] {
  const strings = quasis.map((part) => code.slice(part.start, part.end));
  if (tag.name === 'css') {
    const expressions = quasis
      .slice(1)
      .map((next, index) => code.slice(quasis[index]!.end, next.start));
    return [{ start, end, text: `${UNSAFE_CSS}(\`${minifyCss(strings, expressions)}\`)` }];
  }
  if (tag.name !== 'html' && tag.name !== 'svg') return [];
  const minified = minifyHtml(strings);
  return quasis.map((part, index) => ({ ...part, text: minified[index]! }));
}

/**
 * A style sheet, or declarations without a rule around them, minified by esbuild.
 *
 * @param expressions source text of what stands between the strings: whole rules or declarations.
 */
export function minifyCss(strings: readonly string[], expressions: readonly string[]): string {
  // An unknown at-rule is valid among rules and among declarations. Equal ones would be merged.
  const css = strings.reduce((text, part, index) => `${text}@hole${index - 1};${part}`);
  const isSheet = css.includes('{');
  const { code } = transformSync(isSheet ? css : `a{${css}}`, {
    loader: 'css',
    minify: true,
    logOverride: { 'css-syntax-error': 'error' },
  });
  const minified = code
    .trim()
    // esbuild leaves the values of custom properties alone.
    .replace(/(?<=--[\w-]+[:,]) /g, '')
    .replace(/@hole(\d+);/g, (_, index: string) => expressions[Number(index)]!);
  return isSheet ? minified : `${minified.slice('a{'.length, -1)};`;
}

/** A comment, a tag with its quoted values, or the text between them. */
const PIECE = /<!--[^]*?-->|<\/?[a-z](?:"[^"]*"|'[^']*'|[^"'>])*>|[^<]+|</gi;

/**
 * The strings of an HTML or SVG template without white space that only formats the source. As in
 * JSX, white space that contains a line break is dropped beside a tag or an expression.
 *
 * @param strings the template's literal parts, with expressions between them.
 */
export function minifyHtml(strings: readonly string[]): string[] {
  // Marks expressions, which may be inside a tag.
  const marked = strings.join('\0');
  return marked
    .replace(PIECE, (piece) => {
      if (piece.startsWith('<!--')) return piece;
      return piece.startsWith('<') ? minifyTag(piece) : minifyText(piece);
    })
    .split('\0');
}

function minifyTag(tag: string): string {
  return tag
    .replace(/("[^"]*"|'[^']*')|\s+/g, (_match, quoted?: string) => quoted ?? ' ')
    .replace(/ >$/, '>')
    .replace(/(?<=["']) \/>$/, '/>');
}

function minifyText(text: string): string {
  return text
    .split('\0')
    .map((part) => part.replace(/^\s*\n\s*|\s*\n\s*$/g, '').replace(/\s+/g, ' '))
    .join('\0');
}
