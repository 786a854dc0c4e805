import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shardUrl } from '../../src/graph/shard-url.js';
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
    'https://evil.example/w.bin',
    '//evil.example/w.bin',
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
