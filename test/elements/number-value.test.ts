import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toNumberText } from '../../src/elements/number-value.js';

const whole = { signed: false, decimal: false };
const free = { signed: true, decimal: true };

describe('text typed into a number field', () => {
  it('keeps digits of any script, and drops what is none', () => {
    assert.equal(toNumberText(' 1 204 ', whole), '1204');
    assert.equal(toNumberText('٣٧', whole), '37');
    assert.equal(toNumberText('１２３', whole), '123');
    assert.equal(toNumberText('४२', whole), '42');
    assert.equal(toNumberText('-3,5e2', whole), '352');
  });

  it('keeps a minus and one point or comma where they may be', () => {
    assert.equal(toNumberText('−3,5', free), '-3.5');
    assert.equal(toNumberText('3-5.2.1', free), '35.21');
    assert.equal(toNumberText('٣٫٥', free), '3.5');
    assert.equal(toNumberText('5.', free), '5.');
  });

  it('drops what stands between groups of three digits', () => {
    for (const text of ['1.204.567', '1,204,567', "1'204'567", '1 204 567'])
      assert.equal(toNumberText(text, free), '1204567', text);
    for (const text of ['1.204,5', '1,204.5', '1 204,5', '١٬٢٠٤٫٥'])
      assert.equal(toNumberText(text, free), '1204.5', text);
    assert.equal(toNumberText('1,204', free), '1.204');
    assert.equal(toNumberText('1,204', whole, true), '1204');
    assert.equal(toNumberText('1.204,5', whole, true), '1204.5');
  });

  it('makes no other number of what is pasted', () => {
    assert.equal(toNumberText('1,5', whole, true), '1.5');
    assert.equal(toNumberText('-5', whole, true), '-5');
    assert.equal(toNumberText('5.', whole, true), '5');
    const powers = {
      '1e5': '100000',
      ' -1,20E+05 ': '-120000',
      '4E-3': '0.004',
      '2e21': `2${'0'.repeat(21)}`,
    };
    for (const [text, number] of Object.entries(powers))
      assert.equal(toNumberText(text, free, true), number, text);
  });
});
