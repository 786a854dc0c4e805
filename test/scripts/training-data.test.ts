import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawingToImage } from '../../src/ink/index.js';
import { imageAt, readMnist } from '../../scripts/lib/dataset.js';
import { createRandom } from '../../scripts/lib/random.js';
import { readStrokes, type WrongLabel } from '../../scripts/lib/strokes.js';
import pen from '../../scripts/train/architectures/pen.js';
import {
  readPortions,
  readValidLetters,
  readValidSets,
} from '../../scripts/train/training-data.js';
import { writeGeneratedMnist, writeGeneratedStrokes, writeLetters } from './generated-digits.js';
import { sharedDirectory, temporaryDirectory } from './temporary-directory.js';

const { mnist, strokes } = pen.training.mix;
const MIX = {
  mnist: { ...mnist, share: 0.3 },
  strokes: { share: 0.6, augmentation: strokes!.augmentation },
  nonDigits: { share: 0.1 },
  epochSize: 300,
};
const MORE = {
  ...MIX,
  strokes: { ...MIX.strokes, share: 0.3, source: 'tab' },
  unusual: { share: 0.05 },
  flagged: { share: 0.05 },
  letters: { share: 0.2 },
};

const data = await sharedDirectory();
await writeGeneratedMnist(data, { train: 120, test: 1 });
await writeGeneratedStrokes(data, 'mouse', 'train', 40);
await writeGeneratedStrokes(data, 'mouse', 'valid', 8);
await writeGeneratedStrokes(data, 'tablet', 'train', 10);
const BENT = [[0, 0, 0, 100, 80, 100]];
const LETTERS = ['H', 'H', 'S', 'A'].map((label) => ({ label, strokes: BENT }));
await writeLetters(data, 'some', 'train', LETTERS);
await writeLetters(data, 'some', 'valid', LETTERS.slice(0, 3));

const NO_LIMIT = Infinity;
const collections = async (...args: Parameters<typeof readPortions>) =>
  (await readPortions(...args)).map(({ collection }) => collection);
const labelsOf = async (source: string) =>
  (await readStrokes(data, source, 'train')).map(({ label }) => label);

test('an epoch is shared out as the mix says, among strokes by the root of their number', async () => {
  const portions = await readPortions(data, MIX, NO_LIMIT, []);
  assert.deepEqual(
    portions.map(({ collection, perEpoch, balanced }) => [collection.name, perEpoch, balanced]),
    [
      ['mnist', 90, false],
      // Four times as many digits count twice: 180 in parts of two and one.
      ['mouse', 120, true],
      ['tablet', 60, true],
      ['not a digit', 30, false],
    ],
  );
});

test('unusual digits, flagged ones, letters and other drawings have their shares; sources can be chosen', async () => {
  const portions = await readPortions(data, MORE, NO_LIMIT, []);
  assert.deepEqual(
    portions.map(({ collection, perEpoch, balanced }) => [collection.name, perEpoch, balanced]),
    [
      ['mnist', 90, false],
      ['tablet', 90, true],
      ['unusual digits', 15, true],
      ['flagged ones', 15, false],
      ['letters', 60, false],
      ['not a digit', 30, false],
    ],
  );
  // The S may be a 5.
  assert.deepEqual([...portions[4]!.collection.labels], [10, 10, 10]);
});

test('letters are held out where letters are trained on', async () => {
  assert.deepEqual(await readValidLetters(data, MIX), []);
  const [held] = await readValidLetters(data, MORE);
  assert.deepEqual([...held!.dataset.labels], [10, 10]);
  assert.equal(held!.dataset.images.length, 2 * 784);
});

test('the parts of an epoch add up to it, also where none of them is a whole number', async () => {
  for (const epochSize of [1, 7, 101, 640, 997]) {
    const portions = await readPortions(data, { ...pen.training.mix, epochSize }, NO_LIMIT, []);
    const total = portions.reduce((sum, { perEpoch }) => sum + perEpoch, 0);
    assert.equal(total, epochSize);
    assert.ok(portions.every(({ perEpoch }) => perEpoch >= 0));
  }
});

test('without a size, an epoch is as large as what MNIST has to train on', async () => {
  const only = { mnist: { ...mnist, share: 1 } };
  const [portion, ...others] = await readPortions(data, only);
  // A twelfth of 120 is held out.
  assert.equal(portion!.perEpoch, 110);
  assert.deepEqual(others, []);
});

test('each collection has the labels of its file, in order', async () => {
  const [first, mouse, tablet] = await collections(data, MIX, NO_LIMIT, []);
  assert.deepEqual(first!.labels, (await readMnist(data, 'train')).labels.slice(0, 110));
  assert.deepEqual([...mouse!.labels], await labelsOf('mouse'));
  assert.deepEqual([...tablet!.labels], await labelsOf('tablet'));
});

test('a limit holds for each collection by itself', async () => {
  const limited = await collections(data, MIX, 12, []);
  assert.deepEqual(
    limited.slice(0, 3).map(({ labels }) => labels.length),
    [12, 12, 10],
  );
  assert.deepEqual([...limited[1]!.labels], (await labelsOf('mouse')).slice(0, 12));
});

test('digits with a wrong label are left out, before the limit', async () => {
  const samples = await readStrokes(data, 'mouse', 'train');
  const at = [0, 13, 14, 39];
  const wrong = at.map((index): WrongLabel => {
    const { line, label } = samples[index]!;
    return { source: 'mouse', part: 'train', line, label, reason: 'a test' };
  });
  const kept = samples.filter((_, index) => !at.includes(index));

  const [, mouse, tablet] = await collections(data, MIX, NO_LIMIT, wrong);
  assert.deepEqual(
    [...mouse!.labels],
    kept.map(({ label }) => label),
  );
  assert.equal(tablet!.labels.length, 10);
  // What is rendered is what is kept: the first of them would be the second of all.
  const picture = (index: number, from: typeof mouse) => {
    const image = new Float32Array(784);
    from!.render(index, createRandom('picture'), image);
    return image;
  };
  const [, all] = await collections(data, MIX, NO_LIMIT, []);
  assert.deepEqual(picture(0, mouse), picture(1, all));

  const [, limited] = await collections(data, MIX, 20, wrong);
  assert.deepEqual(
    [...limited!.labels],
    kept.slice(0, 20).map(({ label }) => label),
  );
});

test('a list of wrong labels for other data is refused', async () => {
  const entry = { source: 'mouse', part: 'train', line: 999, label: 1, reason: 'a test' } as const;
  await assert.rejects(readPortions(data, MIX, NO_LIMIT, [entry]), { code: 'wrong-labels-differ' });
});

test('where strokes are to be trained on and are not there, how to get them is told', async (context) => {
  const directory = await temporaryDirectory(context);
  const missing = {
    code: 'data-missing',
    message: /strokes holds no \*\.train\.ndjson\.gz: run npm run data -- /,
  };
  await writeGeneratedMnist(directory, { train: 12, test: 1 });
  await assert.rejects(readPortions(directory, MIX), missing);
  await writeGeneratedStrokes(directory, 'mouse', 'valid', 2);
  await assert.rejects(readPortions(directory, MIX), missing);
  assert.equal((await readPortions(directory, { mnist })).length, 1);
});

test('held out are the last of MNIST, and all valid files, as the element prepares them', async () => {
  const [last, mouse, ...others] = await readValidSets(data, MIX);
  assert.deepEqual([last!.name, mouse!.name, others.length], ['mnist', 'mouse', 0]);
  const whole = await readMnist(data, 'train');
  assert.deepEqual(last!.dataset.labels, whole.labels.slice(110));
  assert.deepEqual(last!.dataset.images, whole.images.slice(110 * 784));

  const samples = await readStrokes(data, 'mouse', 'valid');
  assert.deepEqual(
    [...mouse!.dataset.labels],
    samples.map(({ label }) => label),
  );
  samples.forEach(({ drawing }, index) =>
    assert.deepEqual(imageAt(mouse!.dataset, index), drawingToImage(drawing)),
  );
});

test('a network that is not trained on strokes is not measured on them', async () => {
  const sets = await readValidSets(data, { mnist });
  assert.deepEqual(
    sets.map(({ name }) => name),
    ['mnist'],
  );
});
