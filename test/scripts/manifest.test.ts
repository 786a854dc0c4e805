import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import {
  elementDeclarations,
  fieldsOf,
  manifestOf,
  defaultsIn,
} from '../../scripts/manifest/manifest.js';
import { literalsOf } from '../../scripts/manifest/sources.js';

const elements = elementDeclarations();
const [recognizer, probabilities, pad] = [
  'digit-recognizer',
  'digit-probabilities',
  'digit-pad',
].map((tag) => elements.find(({ tagName }) => tagName === tag)!);

const byName = <T extends { readonly name: string }>(items: readonly T[], name: string): T =>
  items.find((item) => item.name === name) ?? assert.fail(`There is no ${name}.`);

describe('the manifest', () => {
  it('is valid by the schema of custom elements manifests', () => {
    const file = createRequire(import.meta.url).resolve('custom-elements-manifest/schema.json');
    const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(file, 'utf8')));
    validate(manifestOf(elements));
    assert.deepEqual(validate.errors, null);
  });

  it('has every documented attribute of the main element, with its field', () => {
    const fields = recognizer!.attributes.map(({ name, fieldName }) => [name, fieldName]);
    assert.deepEqual(
      new Map(fields as [string, string][]),
      new Map([
        ...[
          ...['backend', 'model', 'loading', 'learn', 'display', 'pictures'],
          ...['name', 'value'],
        ].map((name) => [name, name] as const),
        ...[...['required', 'disabled', 'label', 'help'].map((name) => [name, name] as const)],
        ['readonly', 'readOnly'],
        ['pointer-types', 'pointerTypes'],
        ['min-confidence', 'minConfidence'],
        ['recognize-delay', 'recognizeDelay'],
        ['name-strokes', 'nameStrokes'],
        ['crossorigin-weights', 'crossOriginWeights'],
      ]),
    );
  });

  it('has the types and defaults of attributes', () => {
    const of = (name: string) => {
      const { type, default: initial } = byName(recognizer!.attributes, name);
      return [type?.text, initial];
    };
    assert.deepEqual(of('loading'), ["'lazy' | 'eager'", "'lazy'"]);
    assert.deepEqual(of('recognize-delay'), ["number | 'live'", '300']);
    assert.deepEqual(of('min-confidence'), ['number', '0']);
    assert.deepEqual(of('required'), ['boolean', 'false']);
    assert.deepEqual(of('name'), ['string', "''"]);
  });

  it('has the members of base classes, with their comments', () => {
    const { members } = recognizer!;
    const strokes = byName(members, 'strokes');
    assert.equal(strokes.kind === 'field' && strokes.type?.text, 'Point[][]');
    assert.match(strokes.description!, /^A copy of the drawing.*Throws InkError/);
    const toBlob = byName(members, 'toBlob');
    assert.ok(toBlob.kind === 'method');
    assert.deepEqual(
      toBlob.parameters?.map(({ name, type, optional }) => [name, type?.text, optional]),
      [
        ['type', 'string', true],
        ['quality', 'number', true],
      ],
    );
    assert.equal(toBlob.return?.type?.text, 'Promise<Blob>');
    const validity = byName(members, 'validity');
    assert.ok(validity.kind === 'field' && validity.readonly);
    assert.ok(byName(members, 'version').static);
  });

  it('has nothing that is not for pages', () => {
    const names = elements.flatMap(({ members }) => members.map(({ name }) => name));
    const hidden = [
      'pad',
      'language',
      'reading',
      'render',
      'styles',
      'properties',
      'requestUpdate',
    ];
    const inner = ['store', 'embedded', 'connectedCallback', 'formResetCallback', 'focus'];
    for (const name of [...hidden, ...inner]) assert.ok(!names.includes(name), name);
    assert.deepEqual(
      names.filter((name) => /^[#_]/.test(name)),
      [],
    );
  });

  it('has the types of events', () => {
    const type = (name: string) => byName(recognizer!.events, name).type.text;
    assert.equal(type('digit-recognized'), 'CustomEvent<Result>');
    assert.equal(type('digit-error'), 'CustomEvent<DigitErrorDetail>');
    assert.equal(type('change'), 'Event');
    assert.deepEqual(
      probabilities!.events.map(({ name }) => name),
      ['digit-chosen'],
    );
  });

  it('has the defaults of custom properties', () => {
    const of = (name: string) => byName(pad!.cssProperties!, `--digit-recognizer-${name}`).default;
    assert.match(of('ink')!, /^light-dark\(#\w+, #\w+\)$/);
    assert.match(of('size')!, /^\d+px$/);
  });

  it('describes everything', () => {
    for (const element of elements) {
      const { attributes, events, slots, cssParts, cssProperties, cssStates } = element;
      const items = [
        attributes,
        element.members,
        events,
        slots,
        cssParts,
        cssProperties,
        cssStates,
      ];
      for (const { name, description } of [element, ...items.flatMap((list) => list ?? [])]) {
        assert.match(description ?? '', /^\S.*\.$/, `${element.tagName}: ${name}`);
      }
    }
  });

  it('names the module that registers each element', () => {
    const { modules } = manifestOf(elements);
    const defined = modules.flatMap(({ exports = [] }) =>
      exports.filter(({ kind }) => kind === 'custom-element-definition'),
    );
    assert.deepEqual(
      defined.map(({ name, declaration }) => [name, declaration.module]),
      elements.map(({ tagName }) => [tagName, `dist/modules/elements/${tagName}-element.js`]),
    );
  });

  it('distinguishes instance members from static ones', () => {
    assert.ok(!fieldsOf(recognizer!).some(({ name }) => name === 'version'));
  });
});

describe('the default of a custom property', () => {
  it('is the last one in the style sheets, with names that a page can set', () => {
    const css = `:host {
      --_ink: var(--ink, #000);
      --_focus: var(--focus, var(--_ink));
      border: var(--width) solid;
      border-radius: var(--round, max(4px, calc(var(--_ink) - 5px)));
    }
    @supports (color: light-dark(#000, #fff)) { :host { --_ink: var(--ink, light-dark(#000, #fff)); } }`;
    assert.deepEqual(
      defaultsIn(css),
      new Map([
        ['--ink', 'light-dark(#000, #fff)'],
        ['--focus', 'var(--ink)'],
        ['--width', ''],
        ['--round', 'max(4px, calc(var(--ink) - 5px))'],
      ]),
    );
  });

  it('has no name that a page cannot set', () => {
    for (const { cssProperties = [] } of elements)
      for (const { name, default: initial } of cssProperties)
        assert.doesNotMatch(initial ?? '', /--_/, name);
  });
});

describe('the values of a type', () => {
  it('are the strings in its union', () => {
    assert.deepEqual(literalsOf("number | 'live'"), ['live']);
    assert.deepEqual(literalsOf("'bars' | 'chips'"), ['bars', 'chips']);
    assert.deepEqual(literalsOf('string'), []);
  });
});
