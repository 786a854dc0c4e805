import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Drawing } from '../../src/ink/index.js';
import {
  createRecognizer,
  type Hand,
  type Recognizer,
  type RecognizerInput,
} from '../../src/recognizer/index.js';
import { DRAWINGS } from '../support/drawings.js';
import { writeNumber } from '../support/written-numbers.js';
import { coded, fakePage, gate, settle } from './fake-backends.js';
import { inkAt, MEMORY_URL } from './identity-network.js';

function written(digit: number): Drawing {
  return DRAWINGS.find((drawing) => drawing.digit === digit)!.strokes;
}

/** The same digit, as a hand would write it again. */
function again(drawing: Drawing, slant = 0.06): Drawing {
  return drawing.map((stroke) =>
    stroke.map(({ x, y }) => ({ x: 1.1 * x + slant * y, y: y + Math.sin(x / 9) })),
  );
}

async function readDigit(recognizer: Recognizer, input: RecognizerInput): Promise<number | null> {
  return (await recognizer.recognize(input))!.digit;
}

describe('a recognizer that learns', () => {
  const created: Recognizer[] = [];
  after(() => created.forEach((recognizer) => recognizer.dispose()));

  const create = async (hand?: Hand | null): Promise<Recognizer> => {
    const options = hand === undefined ? {} : { hand };
    const recognizer = await createRecognizer({ backend: 'cpu', ...options });
    created.push(recognizer);
    return recognizer;
  };

  it('reads as any other before it has learned', async () => {
    const [plain, prepared] = [await create(), await create(null)];
    assert.equal(prepared.exportHand(), null);
    for (const { strokes } of DRAWINGS) {
      const [one, other] = [await plain.recognize(strokes), await prepared.recognize(strokes)];
      assert.equal(other!.digit, one!.digit);
      other!.probabilities.forEach((value, digit) =>
        assert.ok(Math.abs(value - one!.probabilities[digit]!) < 1e-5),
      );
    }
  });

  it('reads a corrected drawing, and one like it, as it was told', async () => {
    for (const recognizer of [await create(), await create(null)]) {
      assert.equal(await readDigit(recognizer, written(1)), 1);
      await recognizer.learn(written(1), 4);
      for (const drawing of [written(1), again(written(1))]) {
        const result = (await recognizer.recognize(drawing))!;
        assert.equal(result.digit, 4);
        const total = result.probabilities.reduce((sum, value) => sum + value, 0);
        assert.ok(Math.abs(total - 1) < 1e-6);
      }
      for (const digit of [0, 2, 3, 5, 6, 8])
        assert.equal(await readDigit(recognizer, written(digit)), digit);
    }
  });

  it('answers calls in order: what comes after learning knows of it', async () => {
    const recognizer = await create();
    const learning = recognizer.learn(written(1), 4);
    const results = await recognizer.recognizeBatch([written(1), written(0), again(written(1))]);
    await learning;
    assert.deepEqual(
      results.map((result) => result!.digit),
      [4, 0, 4],
    );
  });

  it('forgets one drawing, or all', async () => {
    const recognizer = await create();
    await recognizer.learn(written(1), 4);
    await recognizer.learn(written(0), 8);
    await recognizer.learn(written(1), null);
    assert.equal(await readDigit(recognizer, written(1)), 1);
    assert.equal(await readDigit(recognizer, written(0)), 8);
    recognizer.forgetHand();
    assert.equal(recognizer.exportHand(), null);
    assert.equal(await readDigit(recognizer, written(0)), 0);
  });

  it('does not learn after all what waits when it is told to forget', async () => {
    const recognizer = await create(null);
    const learning = recognizer.learn(written(1), 4);
    recognizer.forgetHand();
    await learning;
    assert.equal(recognizer.exportHand(), null);
  });

  it('does not take a hand after all that waits when it is told to forget', async () => {
    const teacher = await create();
    await teacher.learn(written(1), 4);
    for (const pupil of [await create(), await create(null)]) {
      const importing = pupil.importHand(teacher.exportHand());
      pupil.forgetHand();
      await importing;
      assert.equal(pupil.exportHand(), null);
      assert.equal(await readDigit(pupil, written(1)), 1);
    }
  });

  it('shares its network with others, but not its hand', async () => {
    const [one, other] = [await create(), await create()];
    await one.learn(written(1), 4);
    assert.equal(await readDigit(other, written(1)), 1);
    assert.equal(other.exportHand(), null);
  });

  it('gives its hand to another as JSON, at once or later', async () => {
    const teacher = await create();
    await teacher.learn(written(1), 4);
    await teacher.learn(written(0), 0, { confirmed: true });
    const hand = JSON.parse(JSON.stringify(teacher.exportHand())) as Hand;
    assert.equal(hand.version, 1);
    assert.match(hand.network, /^[0-9a-f]{64}$/);
    const created = await create(hand);
    const importing = await create();
    await importing.importHand(hand);
    for (const pupil of [created, importing]) {
      assert.deepEqual(
        (await pupil.recognize(again(written(1))))!.probabilities,
        (await teacher.recognize(again(written(1))))!.probabilities,
      );
      await pupil.importHand(null);
      assert.equal(await readDigit(pupil, written(1)), 1);
    }
  });

  it('refuses a hand that is damaged or of another network, and keeps its own', async () => {
    const recognizer = await create();
    await recognizer.learn(written(1), 4);
    const hand = recognizer.exportHand()!;
    const other = { ...hand, network: '0'.repeat(64) };
    const damaged = { ...hand, examples: [{ digit: 11 }] } as unknown as Hand;
    const broken = {
      ...hand,
      get examples(): never {
        throw new Error('not today');
      },
    };
    for (const [bad, code] of [
      [other, 'hand-network'],
      [damaged, 'hand-invalid'],
      [broken, 'hand-invalid'],
      ['' as unknown as Hand, 'hand-version'],
      [{ ...hand, version: 9 } as unknown as Hand, 'hand-version'],
    ] as const) {
      await assert.rejects(create(bad), coded(code));
      await assert.rejects(recognizer.importHand(bad), coded(code));
      await assert.rejects((await create()).importHand(bad), coded(code));
      assert.equal(await readDigit(recognizer, written(1)), 4);
    }
  });

  it('takes digits only, and learns nothing of what is no drawing', async () => {
    const recognizer = await create();
    for (const digit of [10, -1, 1.5, NaN, '7', undefined, {}])
      await assert.rejects(recognizer.learn(written(1), digit as number), coded('digit-invalid'));
    await assert.rejects(recognizer.learn({} as Drawing, 4), coded('input-unsupported'));
    for (const nothing of [[], [[{ x: 5, y: 5 }]], new Float32Array(784)])
      await recognizer.learn(nothing, 4);
    assert.equal(recognizer.exportHand(), null);
  });

  it('reads numbers with its hand, also those it has read before', async () => {
    const recognizer = await create();
    const number = writeNumber('317', 90);
    const value = async () => (await recognizer.recognizeNumber(number))!.value;
    assert.equal(await value(), '317');
    await recognizer.learn(written(1), 4);
    assert.equal(await value(), '347');
    recognizer.forgetHand();
    assert.equal(await value(), '317');
  });
});

describe('learning', () => {
  /** Ink in one of the quarters of the image, which the identity network does not see. */
  function inkIn(quarter: number): Float32Array {
    const image = new Float32Array(784);
    const corner = Math.floor(quarter / 2) * 392 + (quarter % 2) * 14;
    for (let row = 3; row < 10; row++) image.fill(1, corner + row * 28 + 3, corner + row * 28 + 10);
    return image;
  }

  const outputs = (digit: number) =>
    Array.from({ length: 10 }, (_, k) => (k === digit ? 0.9 : 0.01));

  it('compares images where the network has no dense layer that can be used', async () => {
    for (const metadata of [
      {},
      { output: 'logits', input: { foreground: 'dark' } },
      { labels: [...'9876543210'] },
    ]) {
      const page = fakePage({ metadata });
      const recognizer = await page.createRecognizer();
      page.cpu.output = outputs(2).map((value) => ('output' in metadata ? Math.log(value) : value));
      const read = 'labels' in metadata ? 7 : 2;
      await recognizer.learn(inkIn(0), 5);
      await recognizer.learn(inkIn(3), read, { confirmed: true });
      assert.equal(await readDigit(recognizer, inkIn(0)), 5);
      assert.equal(await readDigit(recognizer, inkIn(1)), read);
      assert.equal(await readDigit(recognizer, inkIn(3)), read);
    }
  });

  it('makes ink a digit that the network takes for none', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    page.cpu.output = new Array<number>(10).fill(0.1);
    assert.equal(await readDigit(recognizer, inkIn(2)), null);
    await recognizer.learn(inkIn(2), 6);
    assert.equal(await readDigit(recognizer, inkIn(2)), 6);
    assert.equal(await readDigit(recognizer, inkIn(1)), null);
  });

  it('makes ink a digit that the network says is none, wherever its output for that is', async () => {
    for (const notADigit of [0, 4, 10]) {
      const page = fakePage({ metadata: { output: 'logits', notADigit } });
      const recognizer = await page.createRecognizer();
      page.cpu.output = Array.from({ length: 11 }, (_, k) => (k === notADigit ? 5 : 0));
      assert.equal(await readDigit(recognizer, inkIn(2)), null);
      await recognizer.learn(inkIn(2), 6);
      assert.equal(await readDigit(recognizer, inkIn(2)), 6);
      assert.equal(await readDigit(recognizer, inkIn(1)), null);
    }
  });

  it('goes on where another backend takes over', async () => {
    const page = fakePage();
    const changes: string[] = [];
    const recognizer = await page.createRecognizer({
      backend: 'webgl cpu',
      onBackendChange: (backend) => changes.push(backend),
    });
    page.webgl.output = page.cpu.output = outputs(2);
    await recognizer.learn(inkIn(0), 5);
    assert.equal(page.webgl.created, 1);
    page.webgl.lose('driver reset');
    await settle();
    assert.equal(await readDigit(recognizer, inkIn(0)), 5);
    assert.equal(recognizer.backend, 'cpu');
    assert.deepEqual(changes, ['cpu']);
  });

  it('costs a recognizer nothing that never learns', async () => {
    const page = fakePage();
    await page.createRecognizer({ model: MEMORY_URL });
    assert.equal(page.cpu.compiled + page.wasm.compiled, 1);
  });

  it('is rejected once the recognizer is disposed of, and leaves nothing behind', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer({ backend: 'cpu' });
    const { opened, open } = gate();
    page.cpu.gate = opened;
    const learning = recognizer.learn(inkAt(1), 2);
    await settle();
    recognizer.dispose();
    await assert.rejects(learning, coded('disposed'));
    await assert.rejects(recognizer.learn(inkAt(1), 2), coded('disposed'));
    await assert.rejects(recognizer.importHand(null), coded('disposed'));
    open();
    // Starting to learn takes a digest, which is computed elsewhere.
    while (page.cpu.log.at(-1) !== 'backend disposed') await settle();
  });
});
