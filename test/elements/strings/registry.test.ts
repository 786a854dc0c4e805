import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fallbacks } from '../../../src/elements/strings/fallbacks.js';
import {
  loadStrings,
  registerStrings,
  stringsFor,
  subscribeToStrings,
} from '../../../src/elements/strings/registry.js';

describe('where words are looked for', () => {
  it('goes from the special to the general', () => {
    assert.deepEqual(fallbacks('de-CH'), ['de-ch', 'de-latn', 'de']);
    assert.deepEqual(fallbacks('zh-Hans-CN'), ['zh-hans-cn', 'zh-hans', 'zh']);
  });

  it('knows which script a country writes', () => {
    assert.ok(fallbacks('zh-CN').includes('zh-hans'));
    assert.ok(fallbacks('zh').includes('zh-hans'));
    assert.ok(!fallbacks('zh-TW').includes('zh-hans'));
    assert.ok(!fallbacks('zh-HK').includes('zh-hans'));
  });

  it('finds nothing for what is no language', () => {
    assert.deepEqual(fallbacks(''), []);
    assert.deepEqual(fallbacks('not a language'), []);
  });
});

describe('the words of a language', () => {
  it('fall back where a table has a gap', () => {
    registerStrings('sv', { undo: undefined, redo: null, clear: 7, empty: 'Nix' } as never);
    const { undo, redo, clear, empty } = stringsFor('sv');
    assert.deepEqual([undo, redo, clear, empty], ['Undo', 'Redo', 'Clear', 'Nix']);
  });

  it('are English until they are there, and tell when they come', async () => {
    let told = 0;
    const leave = subscribeToStrings(() => told++);
    assert.equal(stringsFor('fr-CA').undo, 'Undo');
    await Promise.all([loadStrings('fr-CA'), loadStrings('fr')]);
    leave();
    assert.equal(told, 1);
    assert.equal(stringsFor('fr-CA').undo, 'Annuler');
  });

  it('stay English where there are no others', async () => {
    await loadStrings('zh-TW');
    await loadStrings('tlh');
    assert.equal(stringsFor('zh-TW').undo, 'Undo');
    assert.equal(stringsFor('tlh').undo, 'Undo');
  });

  it('may come from the page, also a few of them only', async () => {
    registerStrings('pt', { undo: 'Desfazer' });
    registerStrings('PT-br', { clear: 'Limpar' });
    await loadStrings('pt-BR');
    assert.equal(stringsFor('pt-BR').undo, 'Desfazer');
    assert.equal(stringsFor('pt-BR').clear, 'Limpar');
    assert.equal(stringsFor('pt-BR').redo, 'Redo');
    assert.equal(stringsFor('pt-PT').clear, 'Clear');
  });

  it('of the page go before those that come with the library, whichever is there first', async () => {
    registerStrings('de', { draw: 'Mal eine Zahl' });
    await loadStrings('de');
    assert.equal(stringsFor('de-AT').draw, 'Mal eine Zahl');
    assert.equal(stringsFor('de-AT').undo, 'Rückgängig');
    registerStrings('en', { draw: 'Draw here' });
    assert.equal(stringsFor('en-GB').draw, 'Draw here');
    assert.equal(stringsFor('').draw, 'Draw here');
    assert.equal(stringsFor('de').draw, 'Mal eine Zahl');
  });
});
