import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validateDigit as validateIn, type ValidityInput } from '../../src/elements/digit-value.js';
import { en } from '../../src/elements/languages/en.js';
import { formatFor } from '../../src/elements/i18n.js';

const validateField = (state: ValidityInput) => validateIn(state, en, formatFor('en'));

const base = { probabilities: [], backend: 'cpu', elapsed: 1 } as const;

const field = (state: Partial<ValidityInput>): ValidityInput => ({
  value: '',
  required: false,
  result: null,
  minConfidence: 0,
  customError: '',
  ...state,
});

describe('the validity of a digit field', () => {
  it('is fine while empty, unless it is required', () => {
    assert.deepEqual(validateField(field({})), { flags: {}, message: '' });
    assert.deepEqual(validateField(field({ required: true })).flags, { valueMissing: true });
  });

  it('is fine with a digit', () => {
    const result = { ...base, digit: 7, confidence: 0.9 };
    const { flags } = validateField(
      field({ value: '7', required: true, result, minConfidence: 0.9 }),
    );
    assert.deepEqual(flags, {});
  });

  it('calls a reading below the threshold bad input, and names the guess', () => {
    const result = { ...base, digit: 7, confidence: 0.4 };
    const { flags, message } = validateField(field({ result, minConfidence: 0.5 }));
    assert.deepEqual(flags, { badInput: true });
    assert.match(message, /7/);
  });

  it('calls ink that is no digit bad input, but not a dot', () => {
    for (const reason of ['not-a-digit', 'several-digits'] as const) {
      const result = { ...base, digit: null, reason, confidence: 0.11 };
      const { flags, message } = validateField(field({ result, required: true }));
      assert.deepEqual(flags, { badInput: true, valueMissing: true });
      assert.equal(message, en.unreadable);
    }
    const result = { ...base, digit: null, reason: 'too-small', confidence: 0.1 } as const;
    assert.deepEqual(validateField(field({ result })).flags, {});
    assert.deepEqual(validateField(field({ result, required: true })).flags, {
      valueMissing: true,
    });
  });

  it("puts the page's own message first", () => {
    const { flags, message } = validateField(field({ required: true, customError: 'Not today' }));
    assert.deepEqual(flags, { customError: true, valueMissing: true });
    assert.equal(message, 'Not today');
  });
});
