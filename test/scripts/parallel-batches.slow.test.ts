import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { ScriptError } from '../../scripts/lib/cli.js';
import pen from '../../scripts/train/architectures/pen.js';
import { createBatchSource, type BatchSource } from '../../scripts/train/samples/batches.js';
import { createParallelBatches, readPortions } from '../../scripts/train/training-data.js';
import { writeGeneratedMnist, writeGeneratedStrokes } from './generated-digits.js';
import { sharedDirectory, temporaryDirectory } from './temporary-directory.js';

const data = await sharedDirectory();
await writeGeneratedMnist(data, { train: 60, test: 1 });
await writeGeneratedStrokes(data, 'mouse', 'train', 40);
await writeGeneratedStrokes(data, 'tablet', 'train', 20);

const MIX = { ...pen.training.mix, epochSize: 100 };
const SETTINGS = { batchSize: 16, seed: 5 };

async function alone(): Promise<BatchSource> {
  return createBatchSource(await readPortions(data, MIX), SETTINGS);
}

async function parallel(context: TestContext, threads: number): Promise<BatchSource> {
  const source = await createParallelBatches({ data, mix: MIX, ...SETTINGS }, threads);
  context.after(() => source.close());
  return source;
}

for (const threads of [1, 2]) {
  test(`batches of ${threads} threads are those of none, in any order of asking`, async (context) => {
    const [own, other] = [await alone(), await parallel(context, threads)];
    // There are no letters, so 94 of the 100 samples are left.
    assert.equal(own.batchesPerEpoch, 6);
    const { samples, batchesPerEpoch, names } = other;
    assert.deepEqual(
      { samples, batchesPerEpoch, names },
      {
        samples: own.samples,
        batchesPerEpoch: 6,
        names: [
          ...['mnist', 'mouse', 'tablet'],
          ...['unusual digits', 'flagged ones', 'letters', 'not a digit'],
        ],
      },
    );
    for (const step of [0, 1, 2, 9, 3, 30, 2, 2, 0]) {
      assert.deepEqual(await other.batch(step), await own.batch(step), `step ${step}`);
    }
    const several = [5, 4, 13].map((step) => other.batch(step));
    const expected = [5, 4, 13].map((step) => own.batch(step));
    assert.deepEqual(await Promise.all(several), await Promise.all(expected));
  });
}

test('what is wrong with the data is told as by a reader, whichever thread finds it', async (context) => {
  const empty = await temporaryDirectory(context);
  await assert.rejects(
    createParallelBatches({ data: empty, mix: MIX, ...SETTINGS }, 2),
    (error) => {
      assert.ok(error instanceof ScriptError, String(error));
      assert.equal(error.code, 'data-missing');
      assert.match(error.message, /train-images.*npm run data/);
      return true;
    },
  );
});

test('when the source is closed, what was ordered is rejected', async () => {
  const source = await createParallelBatches({ data, mix: MIX, ...SETTINGS }, 1);
  await source.batch(0);
  await source.close();
  await assert.rejects(source.batch(6), /ended/);
});
