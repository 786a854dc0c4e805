import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validateDigit, type ValidityInput } from '../../src/elements/field-value.js';
import { formatFor } from '../../src/elements/i18n.js';
import { en } from '../../src/elements/languages/en.js';

function validate(state: Partial<ValidityInput>) {
  const empty = { value: '', required: false, result: null, minConfidence: 0, customError: '' };
  return validateDigit({ ...empty, ...state }, en, formatFor('en'));
}

const base = { probabilities: [], backend: 'cpu', elapsed: 1 } as const;
const seven = (confidence: number) => ({ ...base, digit: 7, confidence });
const unreadable = (reason: 'not-a-digit' | 'several-digits' | 'too-small') => ({
  ...{ ...base, digit: null, reason, confidence: 0.11 },
});

describe('a digit field', () => {
  it('is valid while empty, unless it is required', () => {
    assert.deepEqual(validate({}), { flags: {}, message: '' });
    assert.deepEqual(validate({ required: true }).flags, { valueMissing: true });
  });

  it('is valid with a digit', () => {
    const state = { value: '7', required: true, result: seven(0.9), minConfidence: 0.9 };
    assert.deepEqual(validate(state).flags, {});
  });

  it('is invalid with a reading below the threshold, and its message has the digit', () => {
    const { flags, message } = validate({ result: seven(0.4), minConfidence: 0.5 });
    assert.deepEqual(flags, { badInput: true });
    assert.match(message, /7/);
  });

  it('is invalid with ink that is not a digit, but not with a dot', () => {
    for (const [reason, text] of [
      ['not-a-digit', en.unreadable],
      ['several-digits', en.severalDigits],
    ] as const) {
      const { flags, message } = validate({ result: unreadable(reason), required: true });
      assert.deepEqual(flags, { badInput: true, valueMissing: true });
      assert.equal(message, text);
    }
    const result = unreadable('too-small');
    assert.deepEqual(validate({ result }).flags, {});
    assert.deepEqual(validate({ result, required: true }).flags, { valueMissing: true });
  });

  it("shows the page's own message first", () => {
    const { flags, message } = validate({ required: true, customError: 'Not today' });
    assert.deepEqual(flags, { customError: true, valueMissing: true });
    assert.equal(message, 'Not today');
  });
});
