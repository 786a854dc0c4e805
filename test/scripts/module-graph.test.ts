import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { importsOf, modulesFetched, type ModuleGraph } from '../../scripts/size/module-graph.js';

describe('the imports of a module', () => {
  it('are found in every form, from the folder of the module', () => {
    const code = `
      import a from './a.js'; import './b.js'; export { c } from '../c.js'; export * from "../d/e.js";
      const later = () => import('./later.js'); const text = "import('./no.js')"; export const f = 1;`;
    assert.deepEqual(importsOf('chunks/it.js', code), {
      fixed: ['chunks/a.js', 'chunks/b.js', 'c.js', 'd/e.js'],
      lazy: ['chunks/later.js'],
    });
  });

  it('are none in a classic script', () => {
    assert.deepEqual(importsOf('it.js', '(function(){ return 1; })()'), { fixed: [], lazy: [] });
  });
});

describe('the modules that a page fetches', () => {
  const graph: ModuleGraph = new Map([
    ['entry.js', { fixed: ['shared.js', 'start.js'], lazy: [] }],
    ['start.js', { fixed: ['shared.js'], lazy: ['one.js', 'two.js'] }],
    ['shared.js', { fixed: ['start.js'], lazy: [] }],
    ['one.js', { fixed: ['shared.js', 'part.js'], lazy: ['deep.js'] }],
    ['two.js', { fixed: [], lazy: [] }],
    ['part.js', { fixed: [], lazy: [] }],
    ['deep.js', { fixed: [], lazy: [] }],
    ['broken.js', { fixed: ['gone.js'], lazy: [] }],
  ]);

  it('are those that its entry imports, each once', () => {
    assert.deepEqual(modulesFetched(graph, 'entry.js', []), ['entry.js', 'shared.js', 'start.js']);
  });

  it('and those that come with what it imports later', () => {
    const fetched = modulesFetched(graph, 'entry.js', ['one.js', 'deep.js']);
    const all = ['deep.js', 'entry.js', 'one.js', 'part.js', 'shared.js', 'start.js'];
    assert.deepEqual(fetched, all);
  });

  it('cannot be told where nothing imports what is said to come later', () => {
    assert.throws(() => modulesFetched(graph, 'entry.js', ['deep.js']), /dist\/deep\.js/);
  });

  it('cannot be told where one is missing', () => {
    assert.throws(() => modulesFetched(graph, 'broken.js', []), /dist\/gone\.js is missing/);
  });
});
