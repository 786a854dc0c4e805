import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMetadata } from '../../src/graph/descriptor.js';
import { refuses, type Json } from './support.js';

function parse(fields: Json) {
  return parseMetadata({ digitRecognizer: { format: 1, ...fields } });
}

test('absent metadata means the conventions of MNIST', () => {
  for (const absent of [undefined, null, {}, { somethingElse: 1 }]) {
    assert.deepEqual(parseMetadata(absent), {
      format: 1,
      input: { range: [0, 1], foreground: 'light' },
      preparation: { box: 20, centre: 'mass', penWidth: 2.45 },
      output: undefined,
      labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      weights: [],
    });
  }
});

test('what is written is read', () => {
  const fields = {
    format: 1,
    input: { range: [-1, 1], foreground: 'dark', mean: 0.1, deviation: 2, layout: 'columns' },
    preparation: { box: 24, centre: 'extent', penWidth: 3 },
    output: 'logits',
    labels: ['9', '8', '7', '6', '5', '4', '3', '2', '1', '0'],
    notADigit: 10,
    weights: [{ path: 'w.bin', bytes: 12, sha256: 'ab'.repeat(32) }],
    title: 'Mine',
    source: 'https://example.org',
    scores: { 'mnist-test': 0.99 },
  };
  assert.deepEqual(parseMetadata({ digitRecognizer: fields }), fields);
});

test('labels may be numbers, digests upper case', () => {
  assert.deepEqual(parse({ labels: [1, 2, 3, 4, 5, 6, 7, 8, 9, 0] }).labels, [...'1234567890']);
  const weights = [{ path: 'w', bytes: 0, sha256: 'AB'.repeat(32) }];
  assert.equal(parse({ weights }).weights[0]?.sha256, 'ab'.repeat(32));
});

test('a pen is never wider than a small box by default', () => {
  assert.equal(parse({ preparation: { box: 2 } }).preparation.penWidth, 2);
});

test('what does not fit is refused, naming the field', () => {
  const file = { path: 'w', bytes: 1, sha256: '0'.repeat(64) };
  const broken: [string, Json][] = [
    ['format', { format: 2 }],
    ['format', { format: undefined }],
    ['range', { input: { range: [0, 2] } }],
    ['range', { input: { range: [0, 1, 2] } }],
    ['foreground', { input: { foreground: 'blue' } }],
    ['mean', { input: { mean: 'none' } }],
    ['deviation', { input: { deviation: 0 } }],
    ['layout', { input: { layout: 'transposed' } }],
    ['foregruond', { input: { foregruond: 'dark' } }],
    ['box', { preparation: { box: 29 } }],
    ['penWidth', { preparation: { penWidth: 0 } }],
    ['penWidth', { preparation: { box: 2, penWidth: 3 } }],
    ['centre', { preparation: { centre: 'middle' } }],
    ['center', { preparation: { center: 'mass' } }],
    ['output', { output: 'scores' }],
    ['labels', { labels: [...'0123456788'] }],
    ['labels', { labels: [...'012345678'] }],
    ['labels', { labels: [[0], 1, 2, 3, 4, 5, 6, 7, 8, 9] }],
    ['notADigit', { notADigit: 11 }],
    ['notADigit', { notADigit: -1 }],
    ['notADigit', { notADigit: 1.5 }],
    ['notADigit', { notADigit: '10' }],
    ['sha256', { weights: [{ ...file, sha256: 'abc' }] }],
    ['bytes', { weights: [{ ...file, bytes: -1 }] }],
    ['twice', { weights: [file, file] }],
    ['title', { title: 5 }],
    ['mnist', { scores: { mnist: 98.8 } }],
  ];
  for (const [mention, fields] of broken) refuses(() => parse(fields), 'metadata-invalid', mention);
  refuses(() => parseMetadata(3), 'metadata-invalid', 'userDefinedMetadata');
});
