import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cssCustomData, htmlCustomData, webTypes } from '../../scripts/manifest/editors.js';
import type { ElementDeclaration } from '../../scripts/manifest/manifest.js';

const part = (description: string) => [{ name: 'bar', description }];

const field: ElementDeclaration = {
  ...{ kind: 'class', customElement: true, name: 'AField', tagName: 'a-field' },
  description: 'A field.',
  attributes: [
    {
      ...{ name: 'load', fieldName: 'load', type: { text: "'lazy' | 'eager'" } },
      ...{ default: "'lazy'", description: 'When.' },
    },
    {
      ...{ name: 'wait', fieldName: 'wait', type: { text: "number | 'live'" } },
      description: 'How long.',
    },
    { name: 'disabled', fieldName: 'disabled', type: { text: 'boolean' }, description: 'Off.' },
  ],
  members: [
    { kind: 'field', name: 'result', type: { text: 'Result' }, readonly: true, description: 'It.' },
    {
      ...{ kind: 'method', name: 'save', description: 'Saves.' },
      parameters: [{ name: 'type', type: { text: 'string' }, optional: true }],
      return: { type: { text: 'Blob' } },
    },
  ],
  events: [{ name: 'done', type: { text: 'CustomEvent<Result>' }, description: 'Was read.' }],
  slots: [{ name: 'label', description: 'Its name.' }],
  cssParts: part('A bar of the field.'),
  cssProperties: [{ name: '--ink', description: 'Strokes.' }],
  cssStates: [{ name: 'ready', description: 'It can read.' }],
};

const elements = [field, { ...field, tagName: 'a-part', cssParts: part('A bar.') }];

describe('the data for VS Code', () => {
  it('has the elements, and the values of their attributes', () => {
    const { tags } = htmlCustomData(elements) as {
      tags: { name: string; description: string; attributes: Record<string, unknown>[] }[];
    };
    assert.deepEqual(
      tags.map(({ name, description }) => [name, description]),
      [
        ['a-field', 'A field.'],
        ['a-part', 'A field.'],
      ],
    );
    assert.deepEqual(tags[0]!.attributes, [
      {
        name: 'load',
        description: "When. Default: 'lazy'.",
        values: [{ name: 'lazy' }, { name: 'eager' }],
      },
      { name: 'wait', description: 'How long.', values: [{ name: 'live' }] },
      { name: 'disabled', description: 'Off.', valueSet: 'v' },
    ]);
  });

  it('has each name for style sheets once, as the first element describes it', () => {
    assert.deepEqual(cssCustomData(elements), {
      version: 1.1,
      properties: [{ name: '--ink', description: 'Strokes.' }],
      pseudoElements: [{ name: '::part(bar)', description: 'A bar of the field.' }],
      pseudoClasses: [{ name: ':state(ready)', description: 'It can read.' }],
    });
  });
});

describe('the web types', () => {
  const { contributions } = webTypes([field], '1.2.3') as {
    contributions: { html: { elements: Record<string, unknown>[] } };
  };
  const [element] = contributions.html.elements as [
    {
      attributes: { value: object }[];
      js: { properties: object[]; events: object[] };
      css: Record<string, object[]>;
    },
  ];

  it('have the values of attributes', () => {
    assert.deepEqual(
      element.attributes.map(({ value }) => value),
      [
        { kind: 'plain', required: true, type: "'lazy' | 'eager'" },
        { kind: 'plain', required: true, type: "number | 'live'" },
        { kind: 'no-value', type: 'boolean' },
      ],
    );
  });

  it('have properties, methods, events, parts, states and custom properties', () => {
    assert.deepEqual(element.js.properties, [
      { name: 'result', description: 'It.', type: 'Result', 'read-only': true },
      { name: 'save', description: 'Saves.', 'read-only': true, type: '(type?: string) => Blob' },
    ]);
    assert.deepEqual(element.js.events, [
      { name: 'done', description: 'Was read.', type: 'CustomEvent<Result>' },
    ]);
    assert.deepEqual(Object.values(element.css).flat().length, 3);
  });
});
