import assert from 'node:assert/strict';
import { test } from 'node:test';
import { creditsOf } from '../../scripts/train/finish-training.js';

test('each collection is credited once, with its license', () => {
  const credits = creditsOf(['mnist', 'pendigits-tra', 'unipen-apa', 'unipen-apb', 'not a digit']);
  assert.match(
    credits,
    /^MNIST .*CC BY-SA 3\.0\), .*Alpaydin.*CC BY 4\.0\), UNIPEN .*CC BY 4\.0\)$/,
  );
  assert.equal(credits.match(/UNIPEN/g)!.length, 1);
});

test('strokes of one’s own go by their name', () => {
  assert.equal(creditsOf(['our-school', 'not a digit']), 'our-school');
});
