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
import { ScriptError } from '../lib/script-error.js';
import { attributesOf, type AttributeSource } from './attributes.js';
import { summaryOf, tagsOf } from './comments.js';
import { defaultsOf } from './defaults.js';
import { lineageOf } from './lineage.js';
import { membersOf } from './members.js';
import { readSources, type ElementSource } from './sources.js';
import { styleDefaults } from './style-defaults.js';
import { typeText } from './type-text.js';

/** An element as the manifest has it: all there is to write documents and types from. */
export type ElementDeclaration = CustomElementDeclaration & {
  readonly tagName: string;
  readonly attributes: Attribute[];
  readonly members: ClassMember[];
  readonly events: Event[];
};

const REGISTERS = 'dist/modules/digit-recognizer.js';

/** The elements as their sources and the comments in these declare them, the widget first. */
export function elementDeclarations(): ElementDeclaration[] {
  const { checker, elements } = readSources();
  const styles = styleDefaults();
  return [...elements].reverse().map((element) => declarationOf(element, styles, checker));
}

/** The custom elements manifest of the package, by the community's schema 2.1.0. */
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

/** What a page may read or set on an element of this class. */
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

/** The module that exports the class of an element, in the package. */
function modulePath(tagName: string): string {
  return `dist/modules/elements/${tagName}-element.js`;
}

function declarationOf(
  { tag, declaration }: ElementSource,
  styles: ReadonlyMap<string, string>,
  checker: ts.TypeChecker,
): ElementDeclaration {
  const lineage = lineageOf(declaration, checker);
  const attributes = attributesOf(lineage);
  const members = membersOf(declaration, defaultsOf(lineage, attributes, checker), checker);
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
    events: tagsOf(lineage, 'event').map(({ name, description }) => ({
      name,
      type: { text: eventType(name, declaration, checker) },
      description,
    })),
    slots: tagsOf(lineage, 'slot'),
    cssParts: tagsOf(lineage, 'csspart'),
    cssProperties: tagsOf(lineage, 'cssproperty').map(({ name, description }) => {
      const initial = styles.get(name);
      return { name, description, ...(initial ? { default: initial } : {}) };
    }),
    cssStates: tagsOf(lineage, 'cssstate'),
  };
}

function attributeOf(
  { name, field: fieldName, reflects }: AttributeSource,
  fields: readonly ClassField[],
  tag: string,
): Attribute {
  const field = fields.find((one) => one.name === fieldName);
  if (field === undefined) {
    throw new ScriptError('bad-sources', `<${tag} ${name}> is of no public field: ${fieldName}.`);
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

/** By the platform's map of events, which the library extends by its own. */
function eventType(name: string, place: ts.Node, checker: ts.TypeChecker): string {
  const map = checker.resolveName('HTMLElementEventMap', place, ts.SymbolFlags.Type, false);
  const event = map && checker.getDeclaredTypeOfSymbol(map).getProperty(name);
  if (event) return typeText(checker.getTypeOfSymbol(event), checker);
  throw new ScriptError('bad-sources', `@event ${name} is not in HTMLElementEventMap: declare it.`);
}
