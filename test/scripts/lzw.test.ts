import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unpackLzw } from '../../scripts/data/lzw.js';
import { CLEARED, SENTENCE, SQUARES } from './lzw-fixtures.js';

const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');
const unpack = (packed: Uint8Array, limit = 1e6): string =>
  Buffer.from(unpackLzw(packed, 'x.Z', limit)).toString();

const squares = (count: number): string =>
  Array.from({ length: count }, (_, number) => number ** 2).join(' ');
const sentence =
  'To be, or not to be, that is the question: to be and not to be is what a test must be.\n';

test('what compress packed is unpacked, whatever the width of its codes', () => {
  assert.equal(unpack(bytes(SENTENCE)), sentence);
  assert.equal(unpack(bytes(SQUARES)), squares(500));
});

test('a table that is full and is cleared is begun anew', () => {
  const text = `${'a'.repeat(310_000)}${`${'a'.repeat(50)}b`.repeat(450)}${squares(100)}`;
  assert.equal(unpack(bytes(CLEARED)), text);
});

test('an empty file is empty', () => {
  assert.equal(unpack(Uint8Array.of(0x1f, 0x9d, 0x90)), '');
});

test('what is not such a file, or not whole, is refused by name', () => {
  const packed = bytes(SENTENCE);
  const cases: [file: Uint8Array, message: RegExp][] = [
    [Buffer.from('<!doctype html>'), /^x\.Z is not a \.Z file of compress\.$/],
    [new Uint8Array(0), /is not a \.Z file/],
    [Uint8Array.of(0x1f, 0x9d, 0x91, 0, 0), /kind that is not supported \(0x91\)/],
    [Uint8Array.of(0x1f, 0x9d, 0x10, 0, 0), /kind that is not supported \(0x10\)/],
    [Uint8Array.of(0x1f, 0x9d, 0x90, 0xff, 0x01), /code 511 before there is a text for it/],
    [packed.subarray(0, packed.length - 2), /ends in the middle of a code/],
  ];
  for (const [file, message] of cases) {
    assert.throws(() => unpack(file), { code: 'data-damaged', message });
  }
});

test('no more is unpacked than is allowed', () => {
  assert.equal(unpack(bytes(SENTENCE), sentence.length), sentence);
  assert.throws(() => unpack(bytes(CLEARED), 300_000), {
    code: 'data-damaged',
    message: 'x.Z unpacks to more than 300000 bytes.',
  });
});
