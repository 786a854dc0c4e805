import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRedirect, shardUrl } from '../../src/graph/load-weights.js';
import { refuses } from './support.js';

const base = 'https://example.org/models/model.json';

test('weight files lie beside the descriptor or below', () => {
  assert.equal(shardUrl('w.bin', base), 'https://example.org/models/w.bin');
  assert.equal(shardUrl('a/b.bin', base), 'https://example.org/models/a/b.bin');
  assert.equal(shardUrl('w.bin', 'file:///home/me/model.json'), 'file:///home/me/w.bin');
  assert.equal(shardUrl('w.bin', 'memory:/net/model.json'), 'memory:/net/w.bin');
});

test('a query of the descriptor is carried over, unless the file has its own', () => {
  assert.equal(shardUrl('w.bin', `${base}?key=1`), 'https://example.org/models/w.bin?key=1');
  assert.equal(shardUrl('w.bin?v=2', `${base}?key=1`), 'https://example.org/models/w.bin?v=2');
});

test('addresses elsewhere are refused', () => {
  const elsewhere = [
    '/w.bin',
    '../w.bin',
    'a/../../w.bin',
    '%2e%2e/w.bin',
    '..\\w.bin',
    'javascript:alert(1)',
    'data:,abc',
    'http://example.org/models/w.bin',
  ];
  for (const path of elsewhere) refuses(() => shardUrl(path, base), 'weights-path', path);
});

test('a descriptor without a directory has no files beside it', () => {
  refuses(() => shardUrl('w.bin', 'data:application/json,{}'), 'weights-path', 'data:');
  refuses(() => shardUrl('w.bin', 'blob:https://example.org/1-2'), 'weights-path', 'blob:');
});

test('a relative address of the descriptor is refused', () => {
  refuses(() => shardUrl('w.bin', 'models/model.json'), 'descriptor-url', 'models/model.json');
});

test('addresses on other origins are refused, unless they are allowed and as safe', () => {
  const abroad = [
    'https://cdn.example/w.bin',
    '//cdn.example/w.bin',
    'https://example.org:444/w.bin',
  ];
  for (const path of abroad) {
    refuses(() => shardUrl(path, base), 'weights-origin', path, 'crossorigin-weights');
    assert.equal(shardUrl(path, `${base}?key=secret`, true), new URL(path, base).href);
  }
  const never = [
    'http://cdn.example/w.bin',
    'data:,abc',
    'blob:https://cdn.example/1-2',
    '../w.bin',
  ];
  for (const path of never) refuses(() => shardUrl(path, base, true), 'weights-path', path);
  const plain = 'http://localhost/model.json';
  assert.equal(shardUrl('http://cdn.example/w.bin', plain, true), 'http://cdn.example/w.bin');
});

test('a redirect may lead to the origins that the descriptor was asked for at and found on', () => {
  const allowed = [base, 'https://found.example/model.json'];
  checkRedirect('w.bin', 'https://example.org/elsewhere/w.bin', allowed);
  checkRedirect('w.bin', 'https://found.example/w.bin', allowed);
  const abroad = 'https://evil.example/w.bin';
  refuses(() => checkRedirect('w.bin', abroad, allowed), 'weights-origin', 'w.bin', 'evil.example');
});
