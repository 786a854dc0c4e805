import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../src/elements/languages/number-en.js';
import {
  stepNumber,
  toNumberText,
  validateNumber,
  type Constraints,
  type NumberValidityInput,
} from '../../src/elements/number-value.js';
import type { NumberResult } from '../../src/recognizer/index.js';

const constraints = (some: Partial<Constraints> = {}): Constraints => ({
  ...{ min: '', max: '', step: '', minLength: 0, maxLength: 0, signed: false, decimal: false },
  kind: 'number',
  ...some,
});

const flagsOf = (
  some: Partial<Constraints>,
  value: string,
  other?: Partial<NumberValidityInput>,
) => {
  const rest = { required: false, typed: '', result: null, minConfidence: 0, customError: '' };
  const { flags, message } = validateNumber(
    { ...rest, constraints: constraints(some), value, ...other },
    en,
  );
  assert.equal(message === '', Object.keys(flags).length === 0);
  return Object.keys(flags);
};

describe('text typed into a number field', () => {
  it('keeps digits of any script, and drops what is none', () => {
    assert.equal(toNumberText(' 1 204 ', constraints()), '1204');
    assert.equal(toNumberText('٣٧', constraints()), '37');
    assert.equal(toNumberText('-3,5e2', constraints()), '352');
  });

  it('keeps a minus and one point or comma where they may be', () => {
    const free = constraints({ signed: true, decimal: true });
    assert.equal(toNumberText('−3,5', free), '-3.5');
    assert.equal(toNumberText('3-5.2.1', free), '35.21');
  });
});

describe('the arrow keys of a number field', () => {
  it('go to the next valid value, as in a number input', () => {
    assert.equal(stepNumber('42', 1, constraints()), '43');
    assert.equal(stepNumber('', -1, constraints()), '0');
    assert.equal(stepNumber('', -1, constraints({ signed: true })), '-1');
    assert.equal(stepNumber('42', 1, constraints({ step: '5' })), '45');
    assert.equal(stepNumber('42', -1, constraints({ step: '5', min: '1' })), '41');
    assert.equal(stepNumber('99', 1, constraints({ max: '99' })), '99');
    assert.equal(stepNumber('0.2', 1, constraints({ step: '0.1', decimal: true })), '0.3');
  });
});

describe('the validity of a number field', () => {
  it('is held to min, max, step and length, as that of a number input', () => {
    const all = { min: '10', max: '20', step: '5' };
    assert.deepEqual(flagsOf(all, '15'), []);
    assert.deepEqual(flagsOf(all, '5'), ['rangeUnderflow']);
    assert.deepEqual(flagsOf(all, '25'), ['rangeOverflow']);
    assert.deepEqual(flagsOf(all, '12'), ['stepMismatch']);
    assert.deepEqual(flagsOf({ minLength: 4, maxLength: 4 }, '123'), ['tooShort']);
    assert.deepEqual(flagsOf({ minLength: 4, maxLength: 4 }, '12345'), ['tooLong']);
    assert.deepEqual(flagsOf({}, '1.5'), ['stepMismatch']);
    assert.deepEqual(flagsOf({ decimal: true }, '1.5'), []);
    assert.deepEqual(flagsOf({ decimal: true, step: '0.1' }, '0.3'), []);
    assert.deepEqual(flagsOf({ ...all, kind: 'code' }, '0007'), []);
  });

  it('is fine while empty, unless it is required', () => {
    assert.deepEqual(flagsOf({ min: '10' }, ''), []);
    assert.deepEqual(flagsOf({}, '', { required: true }), ['valueMissing']);
  });

  it('calls bad what is typed or drawn and is no number', () => {
    assert.deepEqual(flagsOf({}, '', { typed: '-' }), ['badInput']);
    const result: NumberResult = {
      ...{ value: '', confidence: 0, alternatives: [], digits: [], backend: 'cpu', elapsed: 1 },
    };
    assert.deepEqual(flagsOf({}, '', { result }), ['badInput']);
    const unclear = { ...result, value: '42', confidence: 0.4 };
    assert.deepEqual(flagsOf({}, '', { result: unclear, minConfidence: 0.5 }), ['badInput']);
  });
});
