import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { CONTRIBUTORS } from '../../scripts/data/cdrom.js';
import { ScriptError, wholeNumber } from '../../scripts/lib/cli.js';
import { runTraining, type TrainingRequest } from '../../scripts/train/run-training.js';
import { cdrom, tarGz } from './archives.js';
import { writeGeneratedMnist } from './generated-digits.js';
import { byName, nobody, serve, status, whole } from './mirror-server.js';
import { runScript, startScript, type RunningScript } from './run-script.js';
import { sharedDirectory, temporaryDirectory } from './temporary-directory.js';

const data = await sharedDirectory();
await writeGeneratedMnist(data, { train: 480, test: 60 });

function trainArguments(directory: string, out: string, ...more: string[]): string[] {
  return [
    ...['--architecture', 'mnist-exercise', '--data', data, '--batch-size', '32', '--seed', '3'],
    ...['--out', join(directory, out), '--checkpoint', join(directory, `${out}.checkpoint`)],
    ...['--epochs', '3', ...more],
  ];
}

const train = (...args: string[]): RunningScript => startScript('train', ...args);

test('train, stopped by Ctrl-C and resumed, writes the very files of an unbroken run', async (context) => {
  const directory = await temporaryDirectory(context);
  const whole = await train(...trainArguments(directory, 'whole')).ended;
  assert.equal(whole.status, 0, whole.output);
  assert.match(whole.output, /75338 weights.*440 images to train on, 40 held out/);
  assert.match(whole.output, /epoch 3\/3 .*train \d+\.\d\d % .*valid \d+\.\d\d %/);
  assert.match(whole.output, /MNIST test: \d+\.\d\d % as trained, \d+\.\d\d % as stored \(uint8\)/);

  const args = trainArguments(directory, 'parts');
  const broken = train(...args);
  await broken.seen(/epoch 1\/3/);
  broken.child.kill('SIGINT');
  const stopped = await broken.ended;
  assert.equal(stopped.status, 130, stopped.output);
  assert.match(stopped.output, /stopped; go on with the same command and --resume/);
  assert.deepEqual(await readdir(join(directory, 'parts')), [], 'nothing half-written');

  const resumed = await train(...args, '--resume').ended;
  assert.equal(resumed.status, 0, resumed.output);
  assert.doesNotMatch(resumed.output, /epoch 1\/3/);
  for (const file of ['model.json', 'group1-shard1of1.bin']) {
    const [one, other] = ['whole', 'parts'].map((out) => readFile(join(directory, out, file)));
    assert.deepEqual(await other, await one, file);
  }

  const changed = await train(...args, '--resume', '--seed', '4').ended;
  assert.equal(changed.status, 1);
  assert.match(changed.output, /bad-checkpoint.*made with seed 3, not 4/);
});

test('train says in one line what is wrong, and how to put it right', async (context) => {
  const directory = await temporaryDirectory(context);
  const cases: [args: string[], message: RegExp][] = [
    [
      trainArguments(directory, 'out', '--architecture', 'lenet'),
      /There is no architecture "lenet"\. There are: mnist-exercise, mnist-exercise-chainer, pen, pen-open\./,
    ],
    [trainArguments(directory, 'out', '--quantize', 'int4'), /none, float16, uint8/],
  ];
  for (const [args, message] of cases) {
    const { status: code, output } = await train(...args).ended;
    assert.equal(code, 1, output);
    assert.match(output, message);
    assert.doesNotMatch(output, /\n\s+at /, 'no stack');
  }
});

test('a training that cannot be is refused, and writes nothing', async (context) => {
  const directory = await temporaryDirectory(context);
  await writeFile(join(directory, 'file'), '');
  await writeFile(join(directory, 'broken.checkpoint'), 'rubbish');
  const request: TrainingRequest = {
    ...{ architecture: 'mnist-exercise', data, out: join(directory, 'out'), seed: 3 },
    ...{ checkpoint: join(directory, 'no.checkpoint'), backend: 'wasm', resume: false },
    ...{ quantize: 'uint8', batchSize: 32 },
  };
  const cases: [changes: Partial<TrainingRequest>, message: RegExp][] = [
    [
      { data: join(directory, 'none') },
      /train-images-idx3-ubyte\.gz is missing: run npm run data -- /,
    ],
    [{ out: join(directory, 'file', 'out') }, /file.*out/],
    [{ resume: true }, /no\.checkpoint is missing/],
    [
      { resume: true, checkpoint: join(directory, 'broken.checkpoint') },
      /broken\.checkpoint is not a checkpoint/,
    ],
    [{ epochs: 0 }, /name a network .* with --from/],
    [{ architecture: 'pen' }, /strokes holds no .*run npm run data/],
  ];
  for (const [changes, message] of cases) {
    await assert.rejects(runTraining({ ...request, ...changes }), (error) => {
      assert.ok(error instanceof ScriptError);
      assert.match(error.message, message);
      return true;
    });
  }
  assert.equal(existsSync(join(directory, 'out', 'model.json')), false);
});

test('counts are whole numbers with a minimum', () => {
  assert.equal(wholeNumber(0)('0'), 0);
  for (const text of ['-1', '1.5', '', 'x']) {
    assert.throws(() => wholeNumber(0)(text), /whole number of at least 0/);
  }
  assert.throws(() => wholeNumber(1)('0'), /whole number of at least 1/);
});

test('data takes mirrors, and says what each one answered', async (context) => {
  const directory = await temporaryDirectory(context);
  const empty = await serve(context, status(404));
  const args = [directory, '--mirror', await nobody(), empty.url];
  const { status: code, output } = await runScript('data', ...args);
  assert.equal(code, 1);
  assert.match(output, /download-failed.*train-images-idx3-ubyte\.gz could not be fetched/);
  assert.match(output, /ECONNREFUSED[\s\S]*answered 404/);
  assert.match(
    (await runScript('data', directory, '--mirror', 'nonsense')).output,
    /must be a URL/,
  );
});

test('data fetches what it can, names what it cannot, and says whose it is', async (context) => {
  const directory = await temporaryDirectory(context);
  const mirror = await serve(
    context,
    byName({
      'unipen-CDROM-train_r01_v07.tgz': whole(await tarGz(cdrom(CONTRIBUTORS))),
      'pen+based+recognition+of+handwritten+digits.zip': whole(Buffer.from('<!doctype html>')),
    }),
  );
  const some = await runScript('data', directory, '--mirror', mirror.url);
  assert.equal(some.status, 1);
  assert.match(some.output, /^error \(download-failed\): mnist: train-images.*could not be/m);
  assert.match(some.output, /^error \(download-failed\): pendigits: pen.*could not be fetched/m);
  assert.match(some.output, /digits\.zip: what it sends cannot be used: it is not a zip archive/);
  assert.doesNotMatch(some.output, /\n\s+at /, 'no stack');
  assert.match(some.output, /unipen-apa: 691 train, 1 valid/);
  assert.match(some.output, /International Unipen Foundation; CC BY 4\.0/);
  assert.doesNotMatch(some.output, /CC BY-SA|Alpaydin/, 'what is not there needs no license');
  assert.deepEqual((await readdir(directory)).sort(), ['raw', 'strokes']);

  const again = await runScript(
    'data',
    ...[directory, '--only', 'unipen', '--mirror', await nobody()],
  );
  assert.equal(again.status, 0, again.output);
  assert.match(again.output, /unipen-val: there already/);
  assert.match((await runScript('data', '--only', 'nist')).output, /mnist, pendigits, unipen/);
});

test('evaluate names the descriptor that is not there', async (context) => {
  const directory = await temporaryDirectory(context);
  await mkdir(join(directory, 'empty'));
  const { status: code, output } = await runScript(
    'evaluate',
    ...['--data', data, '--model', join(directory, 'empty')],
  );
  assert.equal(code, 1);
  // Without a build that comes first.
  assert.match(output, /no descriptor at .*empty|run npm run build first/);
});
