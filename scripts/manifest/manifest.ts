import { readFileSync } from 'node:fs';
import { globSync } from 'glob';
import ts from 'typescript';
import type {
  Attribute,
  ClassField,
  ClassMember,
  CustomElementDeclaration,
  Event,
  JavaScriptModule,
  Package,
} from 'custom-elements-manifest/schema';
import { ROOT } from '../build/paths.js';
import { ScriptError } from '../lib/cli.js';
import { membersOf } from './members.js';
import {
  inheritanceOf,
  readSources,
  summaryOf,
  tagsOf,
  typeText,
  type ElementSource,
} from './sources.js';

/** An element in the manifest: the source of documents, types and editor data. */
export type ElementDeclaration = CustomElementDeclaration & {
  readonly tagName: string;
  readonly attributes: Attribute[];
  readonly members: ClassMember[];
  readonly events: Event[];
};

const REGISTERS = 'dist/modules/digit-recognizer.js';

/** The elements, from their sources and comments; the main one first. */
export function elementDeclarations(): ElementDeclaration[] {
  const { checker, elements } = readSources();
  const styles = styleDefaults();
  return [...elements].reverse().map((element) => declarationOf(element, styles, checker));
}

/** The custom elements manifest of the package, by schema 2.1.0. */
export function manifestOf(elements: readonly ElementDeclaration[]): Package {
  return {
    schemaVersion: '2.1.0',
    readme: 'README.md',
    modules: [
      ...elements.map(elementModule),
      {
        kind: 'javascript-module',
        path: REGISTERS,
        exports: elements.map(({ name, tagName }) => ({
          kind: 'custom-element-definition',
          name: tagName,
          declaration: { name, module: modulePath(tagName) },
        })),
      },
    ],
  };
}

/** The properties of an element that a page may read or set. */
export function fieldsOf({ members }: Pick<ElementDeclaration, 'members'>): ClassField[] {
  return members.filter((member) => member.kind === 'field').filter((field) => !field.static);
}

function elementModule(declaration: ElementDeclaration): JavaScriptModule {
  const { name, tagName } = declaration;
  return {
    kind: 'javascript-module',
    path: modulePath(tagName),
    declarations: [declaration],
    exports: [{ kind: 'js', name, declaration: { name, module: modulePath(tagName) } }],
  };
}

/** The module of the package that exports an element's class. */
function modulePath(tagName: string): string {
  return `dist/modules/elements/${tagName}-element.js`;
}

function declarationOf(
  { tag, declaration }: ElementSource,
  styles: ReadonlyMap<string, string>,
  checker: ts.TypeChecker,
): ElementDeclaration {
  const classes = inheritanceOf(declaration, checker);
  const attributes = attributesOf(classes);
  const members = membersOf(declaration, defaultsOf(classes, attributes, checker), checker);
  const fields = fieldsOf({ members });
  return {
    kind: 'class',
    customElement: true,
    tagName: tag,
    name: declaration.name!.text,
    description: summaryOf(declaration, checker),
    superclass: { name: 'LitElement', package: 'lit' },
    attributes: attributes.map((attribute) => attributeOf(attribute, fields, tag)),
    members,
    events: tagsOf(classes, 'event').map(({ name, description }) => ({
      name,
      type: { text: eventType(name, declaration, checker) },
      description,
    })),
    slots: tagsOf(classes, 'slot'),
    cssParts: tagsOf(classes, 'csspart'),
    cssProperties: tagsOf(classes, 'cssproperty').map(({ name, description }) => {
      const initial = styles.get(name);
      return { name, description, ...(initial ? { default: initial } : {}) };
    }),
    cssStates: tagsOf(classes, 'cssstate'),
  };
}

function attributeOf(
  { name, field: fieldName, reflects }: AttributeSource,
  fields: readonly ClassField[],
  tag: string,
): Attribute {
  const field = fields.find((one) => one.name === fieldName);
  if (field === undefined) {
    throw new ScriptError('bad-sources', `<${tag} ${name}> has no public field ${fieldName}.`);
  }
  return {
    name,
    fieldName,
    type: field.type!,
    description: field.description!,
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(reflects ? { reflects } : {}),
  };
}

/** From `HTMLElementEventMap`, which the library extends with its own events. */
function eventType(name: string, place: ts.Node, checker: ts.TypeChecker): string {
  const map = checker.resolveName('HTMLElementEventMap', place, ts.SymbolFlags.Type, false);
  const event = map && checker.getDeclaredTypeOfSymbol(map).getProperty(name);
  if (event) return typeText(checker.getTypeOfSymbol(event), checker);
  throw new ScriptError('bad-sources', `@event ${name} is not in HTMLElementEventMap: declare it.`);
}

/** An attribute and its field, as declared for Lit. */
interface AttributeSource {
  readonly name: string;
  readonly field: string;
  /** `Boolean`, `Number`, … from Lit's property options; undefined for text. */
  readonly type: string | undefined;
  readonly reflects: boolean;
}

/** The attributes in the `static properties` of a class and its base classes, nearest first. */
function attributesOf(classes: readonly ts.ClassDeclaration[]): AttributeSource[] {
  const found = new Map<string, AttributeSource>();
  for (const property of classes.flatMap(declaredProperties)) {
    const attribute = declaredAttribute(property);
    if (attribute && !found.has(attribute.name)) found.set(attribute.name, attribute);
  }
  return [...found.values()];
}

function declaredProperties({ members }: ts.ClassDeclaration): ts.PropertyAssignment[] {
  return members
    .filter(ts.isPropertyDeclaration)
    .filter(({ name }) => name.getText() === 'properties')
    .flatMap(({ initializer }) =>
      initializer && ts.isObjectLiteralExpression(initializer) ? [...initializer.properties] : [],
    )
    .filter(ts.isPropertyAssignment);
}

/** By Lit's rules: no attribute for `attribute: false`, and the lower-case property as default name. */
function declaredAttribute({ name, initializer }: ts.PropertyAssignment): AttributeSource | null {
  const field = name.getText();
  const options = new Map<string, ts.Expression>();
  if (ts.isObjectLiteralExpression(initializer)) {
    for (const option of initializer.properties.filter(ts.isPropertyAssignment)) {
      options.set(option.name.getText(), option.initializer);
    }
  }
  const attribute = options.get('attribute');
  if (attribute?.kind === ts.SyntaxKind.FalseKeyword) return null;
  return {
    name: attribute && ts.isStringLiteral(attribute) ? attribute.text : field.toLowerCase(),
    field,
    type: options.get('type')?.getText(),
    reflects: options.get('reflect')?.kind === ts.SyntaxKind.TrueKeyword,
  };
}

/** The value of a missing attribute, by its type for Lit. */
const ABSENT: Readonly<Record<string, string>> = { Boolean: 'false', Number: '0' };

/**
 * Initial values of fields as source text: what constructors assign, else the value of the missing
 * attribute.
 */
function defaultsOf(
  classes: readonly ts.ClassDeclaration[],
  attributes: readonly AttributeSource[],
  checker: ts.TypeChecker,
): Map<string, string> {
  const defaults = new Map(attributes.map(({ field, type = '' }) => [field, ABSENT[type] ?? "''"]));
  for (const constructor of classes.flatMap(constructors).reverse()) {
    for (const [field, value] of assignments(constructor)) {
      defaults.set(field, typeText(checker.getTypeAtLocation(value), checker));
    }
  }
  return defaults;
}

function constructors({ members }: ts.ClassDeclaration): ts.ConstructorDeclaration[] {
  return members.filter(ts.isConstructorDeclaration);
}

/** The statements of the form `this.field = value`. */
function assignments({ body }: ts.ConstructorDeclaration): [string, ts.Expression][] {
  return (body?.statements ?? []).flatMap((statement): [string, ts.Expression][] => {
    if (!ts.isExpressionStatement(statement)) return [];
    const { expression } = statement;
    if (!ts.isBinaryExpression(expression) || !ts.isPropertyAccessExpression(expression.left)) {
      return [];
    }
    const { left, operatorToken, right } = expression;
    const assigns = operatorToken.kind === ts.SyntaxKind.EqualsToken;
    const ofThis = left.expression.kind === ts.SyntaxKind.ThisKeyword;
    return assigns && ofThis ? [[left.name.text, right]] : [];
  });
}

/** A private name in the style sheets for a custom property that a page may set. */
const OWN_NAME = /(--_[\w-]+)\s*:\s*var\((--[a-z][\w-]*)/g;

/**
 * The defaults of custom properties: `D` of `var(--name, D)` in the style sheets of the elements. The
 * last one counts, which is for newer browsers.
 */
function styleDefaults(): Map<string, string> {
  const files = globSync('src/elements/**/*styles*.ts', { cwd: ROOT }).sort();
  return defaultsIn(files.map((file) => readFileSync(ROOT + file, 'utf8')).join('\n'));
}

/** @param css with private names for custom properties that a page may set. */
export function defaultsIn(css: string): Map<string, string> {
  const pages = new Map([...css.matchAll(OWN_NAME)].map(([, own, name]) => [own!, name!]));
  const defaults = new Map<string, string>();
  for (const { 1: name, index, 0: start } of css.matchAll(/var\((--[a-z][\w-]*)\s*(?=[,)])/g)) {
    const value = argument(css, index + start.length);
    defaults.set(
      name!,
      value.replace(/--_[\w-]+/g, (own) => pages.get(own) ?? own),
    );
  }
  return defaults;
}

/** The text from the comma at `begin`, if there is one, to the closing parenthesis. */
function argument(css: string, begin: number): string {
  let depth = 0;
  for (let at = begin; at < css.length; at++) {
    if (css[at] === '(') depth++;
    else if (css[at] === ')' && depth-- === 0) return css.slice(begin + 1, at).trim();
  }
  return '';
}
