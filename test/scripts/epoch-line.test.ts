import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportEpoch } from '../../scripts/train/trainer.js';

const report = {
  epoch: 7,
  loss: 0.12345,
  trained: [
    { digits: 400, correct: 380 },
    { digits: 100, correct: 70 },
  ],
};
const valid = [
  { name: 'mnist', digits: 50, correct: 49 },
  { name: 'tablet', digits: 200, correct: 181 },
];

test('an epoch’s line tells the whole, then each source: trained, and held out', () => {
  const names = ['mnist', 'mouse', 'not a digit'];
  assert.equal(
    reportEpoch(report, 90, { names, valid, seconds: 1.234 }),
    // 450 of 500, and 230 of 250.
    'epoch  7/90  loss 0.1235  train 90.00 %  valid 92.00 %  mnist 95.0/98.0  mouse 70.0/–  ' +
      '1.23 s per 1,000 images',
  );
});

test('held-out digits belong to their source by name, not by place', () => {
  const line = reportEpoch(report, 9, { names: ['tablet', 'mnist'], valid, seconds: 1 });
  assert.match(line, /tablet 95\.0\/90\.5 {2}mnist 70\.0\/98\.0/);
});

test('a single source is not told twice', () => {
  const trained = [{ digits: 10, correct: 9 }];
  const line = reportEpoch({ ...report, trained }, 12, {
    names: ['mnist'],
    valid: valid.slice(0, 1),
    seconds: 2,
  });
  assert.equal(
    line,
    'epoch  7/12  loss 0.1235  train 90.00 %  valid 98.00 %  2.00 s per 1,000 images',
  );
});

test('a source of which an epoch had nothing yet is left out', () => {
  const trained = new Array<{ digits: number; correct: number }>(3);
  trained[0] = { digits: 10, correct: 9 };
  trained[2] = { digits: 10, correct: 5 };
  const line = reportEpoch({ ...report, trained }, 12, {
    names: ['mnist', 'mouse', 'tablet'],
    valid,
    seconds: 2,
  });
  assert.match(line, /train 70\.00 %.* mnist 90\.0\/98\.0 {2}tablet 50\.0\/90\.5 /);
  assert.doesNotMatch(line, /mouse/);
});
