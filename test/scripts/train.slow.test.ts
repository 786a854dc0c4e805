import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { writeGeneratedMnist, writeGeneratedStrokes, writeLetters } from './generated-digits.js';
import { runScript } from './run-script.js';
import { sharedDirectory, temporaryDirectory } from './temporary-directory.js';

const data = await sharedDirectory();
await writeGeneratedMnist(data, { train: 360, test: 100 });
for (const [source, count] of [
  ['mouse', 240],
  ['tablet', 60],
] as const) {
  await writeGeneratedStrokes(data, source, 'train', count);
  await writeGeneratedStrokes(data, source, 'valid', 100);
}

const H = [
  [0, 0, 0, 100],
  [0, 50, 70, 50],
  [70, 0, 70, 100],
];
await writeLetters(data, 'some', 'train', [{ label: 'H', strokes: H }]);

interface Metadata {
  readonly source: string;
  readonly trainedOn: string;
  readonly scores: Record<string, number>;
}

async function metadataOf(out: string): Promise<Metadata> {
  const { userDefinedMetadata } = JSON.parse(await readFile(join(out, 'model.json'), 'utf8')) as {
    userDefinedMetadata: { digitRecognizer: Metadata };
  };
  return userDefinedMetadata.digitRecognizer;
}

test('the bundled network learns from strokes and MNIST, and reads what it has not seen', async (context) => {
  const directory = await temporaryDirectory(context);
  const out = join(directory, 'out');
  const checkpoint = join(directory, 'checkpoint');
  const args = [
    ...['--architecture', 'pen', '--data', data, '--out', out, '--checkpoint', checkpoint],
    ...['--epochs', '5', '--epoch-size', '640', '--batch-size', '32', '--limit', '200'],
  ];
  const { status, output } = await runScript('train', ...args);
  assert.equal(status, 0, output);
  assert.match(output, /pen: 34695 weights, .*; 640 images to train on, 230 held out; wasm on /);
  const share = String.raw`\d+\.\d`;
  assert.match(
    output,
    new RegExp(
      String.raw`epoch 5/5 .* mnist ${share}/${share} {2}mouse ${share}/${share} {2}tablet ${share}/${share} `,
    ),
  );
  assert.match(output, /temperature \d\.\d{3}, folded into the last layer/);

  const { scores, source, trainedOn } = await metadataOf(out);
  const sets = ['mnist-test', 'mnist-valid', 'mouse-valid', 'tablet-valid'];
  assert.deepEqual(Object.keys(scores).sort(), sets);
  for (const set of sets) assert.ok(scores[set]! > 0.9, `${set}: ${scores[set]}`);
  assert.match(source, /--architecture pen .* --limit 200 --epoch-size 640$/);
  assert.equal(trainedOn, 'MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0), mouse, tablet, letters');

  // As many images an epoch, made from others.
  const other = await runScript('train', ...args, '--resume', '--limit', '199');
  assert.equal(other.status, 1);
  assert.match(other.output, /bad-checkpoint.*made with limit 200, not 199/);
});

test('a trained network is begun with, and rounded to few bits that gzip finds', async (context) => {
  const directory = await temporaryDirectory(context);
  const out = (name: string) => join(directory, name);
  const train = (name: string, ...more: string[]) =>
    runScript(
      'train',
      ...['--architecture', 'pen', '--data', data, '--out', out(name)],
      ...['--checkpoint', out('checkpoint'), '--epoch-size', '640', '--batch-size', '32', ...more],
    );
  const first = await train('whole', '--epochs', '5');
  assert.equal(first.status, 0, first.output);
  const second = await train('small', '--from', out('whole'), '--epochs', '0', '--bits', '3');
  assert.equal(second.status, 0, second.output);

  const packed = async (name: string) =>
    gzipSync(await readFile(join(out(name), 'group1-shard1of1.bin')), { level: 9 }).length;
  // Its matches keep gzip from the entropy, which would be 34,695 × 3 / 8 bytes.
  const size = await packed('small');
  assert.ok(size > 12_900 && size < 18_600 && (await packed('whole')) > 20_000, `${size}`);
  const [whole, small] = [await metadataOf(out('whole')), await metadataOf(out('small'))];
  assert.ok(small.source.startsWith(`${whole.source}, and from that npm run train`), small.source);
  assert.match(small.source, /--epochs 0 .* --bits 3 /);
  for (const [set, score] of Object.entries(whole.scores)) {
    assert.ok(small.scores[set]! > score - 0.03, `${set}: ${score}, then ${small.scores[set]}`);
  }
});

for (const [what, args, message] of [
  ['bits of floats', ['--bits', '3', '--quantize', 'none'], /--bits rounds .* uint8, not none/],
  ['bits beyond uint8', ['--bits', '9'], /must be a number from 1 to 7/],
  ['no training of nothing', ['--epochs', '0'], /name a network that is trained with --from/],
] as const) {
  test(`what cannot be is refused before anything is read: ${what}`, async () => {
    const base = ['--architecture', 'pen', '--data', '/nowhere', '--out', '/nowhere/out'];
    const { status, output } = await runScript('train', ...base, ...args);
    assert.equal(status, 1);
    assert.match(output, message);
  });
}
