import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type Drawing, drawingToImage } from '../../src/ink/index.js';
import { createRecognizer } from '../../src/recognizer/index.js';
import { CallQueue } from '../../src/recognizer/recognizer.js';
import { coded, fakePage, gate, settle } from './fake-backends.js';
import { MEMORY_URL, inkAt } from './identity-network.js';
import { listStrokeSources, readStrokes } from '../../scripts/lib/strokes.js';
import { stroke } from '../support/drawings.js';
import { writeNumber } from '../support/written-numbers.js';

const DATA = new URL('../../../shared/data', import.meta.url).pathname;

const LINE = [[0, 1, 2, 3].map((y) => ({ x: 50, y: 10 * y }))];

/** Nearly equal, as sums of floating point numbers are. */
function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);
}

/** Ten values at the first ten pixels, as bytes over 255 would give them. */
function inks(values: readonly number[]): Float32Array {
  const image = new Float32Array(784);
  image.set(values);
  return image;
}

describe('recognizing', () => {
  it('gives the most probable digit, with ten probabilities that sum to 1', async () => {
    const recognizer = await fakePage().createRecognizer({ backend: 'webgl' });
    const before = performance.now();
    const result = (await recognizer.recognize(inks([0, 0.25, 0.5, 0.25])))!;
    assert.equal(result.digit, 2);
    assert.equal(result.confidence, 0.5);
    assert.deepEqual(result.probabilities, [0, 0.25, 0.5, 0.25, 0, 0, 0, 0, 0, 0]);
    assert.equal(result.backend, 'webgl');
    assert.ok(result.elapsed >= 0 && result.elapsed <= performance.now() - before);
  });

  it('returns null for an empty drawing or a blank image, and runs nothing', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    const white = { width: 3, height: 2, data: new Uint8ClampedArray(24).fill(255) };
    for (const input of [[], [[]], [[], []], new Float32Array(784), white]) {
      assert.equal(await recognizer.recognize(input), null);
    }
    assert.deepEqual(page.cpu.runs, []);
  });

  it('answers too-small for ink no larger than a dot, and runs nothing', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    const frame = { width: 280, height: 280 };
    const tap = [[{ x: 90, y: 90 }], stroke(93, 99, 91, 95)];
    const results = [
      await recognizer.recognize({ ...frame, strokes: tap }),
      await recognizer.recognize(tap, { frame }),
      await recognizer.recognize(tap, { penWidth: 10 }),
      await recognizer.recognize([[{ x: 90, y: 90 }]]),
      ...(await recognizer.recognizeBatch([tap, { ...frame, strokes: tap }], { frame })),
    ];
    for (const result of results) {
      assert.ok(result?.digit === null);
      assert.equal(result.reason, 'too-small');
      assert.deepEqual(result.probabilities, new Array(10).fill(0.1));
      assert.equal(result.confidence, 0.1);
      assert.equal(result.backend, 'cpu');
      assert.ok(result.elapsed >= 0);
    }
    assert.deepEqual(page.cpu.runs, []);
    await recognizer.recognize(tap);
    await recognizer.recognize({ width: 20, height: 20, strokes: tap }, { frame });
    assert.deepEqual(page.cpu.runs, [1, 1], 'whose frame is small, or not known');
  });

  it('answers not-a-digit if no digit has a probability of a third', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    const outputs = (largest: number) => [...new Array<number>(9).fill((1 - largest) / 9), largest];
    page.cpu.output = outputs(0.32);
    const result = (await recognizer.recognize(inkAt(1)))!;
    assert.ok(result.digit === null);
    assert.equal(result.reason, 'not-a-digit');
    close(result.confidence, 0.32);
    close(result.probabilities[9]!, 0.32);
    page.cpu.output = outputs(0.34);
    assert.equal((await recognizer.recognize(inkAt(1)))?.digit, 9);
  });

  it('answers several-digits if strokes side by side are each a digit', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    const bars = [stroke(10, 0, 12, 90), stroke(60, 5, 55, 95)];
    const outputs = (largest: number) => [...new Array<number>(9).fill((1 - largest) / 9), largest];
    const read = async (strokes: Drawing, ...confidences: number[]) => {
      page.cpu.runs.length = 0;
      page.cpu.onRun = () => {
        page.cpu.output = outputs(confidences[page.cpu.runs.length - 1]!);
      };
      const [result] = await recognizer.recognizeBatch([strokes]);
      return [result!.digit ?? ('reason' in result! && result.reason), page.cpu.runs];
    };
    assert.deepEqual(await read(bars, 0.2, 0.95), ['several-digits', [1, 2]]);
    assert.deepEqual(await read(bars, 0.2, 0.6), ['not-a-digit', [1, 2]], 'not sure of them');
    assert.deepEqual(await read(bars, 0.9, 0.95), ['several-digits', [1, 2]], 'a digit together');
    assert.deepEqual(await read(bars, 0.9, 0.6), [9, [1, 2]], 'a digit, not sure of its parts');
    assert.deepEqual(await read(bars.slice(1), 0.2), ['not-a-digit', [1]], 'one stroke');
    const cross = [stroke(0, 0, 90, 90), stroke(0, 90, 90, 0)];
    assert.deepEqual(await read(cross, 0.2), ['not-a-digit', [1]], 'one over the other');
    const comma = [stroke(10, 0, 12, 90), stroke(60, 80, 58, 95)];
    assert.deepEqual(await read(comma, 0.2), ['not-a-digit', [1]], 'not as high as a digit');
  });

  it('answers several-digits for two digits side by side that look like one', async () => {
    const recognizer = await createRecognizer({ backend: 'cpu' });
    for (const text of ['16', '13', '10', '21', '15', '00', '61']) {
      for (const apart of [80, 120]) {
        const result = (await recognizer.recognize(writeNumber(text, apart)))!;
        assert.deepEqual(
          [result.digit, 'reason' in result && result.reason],
          [null, 'several-digits'],
        );
      }
    }
    recognizer.dispose();
  });

  it('answers 4 for an open one, whose left stroke ends higher', async () => {
    const recognizer = await createRecognizer({ backend: 'cpu' });
    for (const foot of [50, 60, 75]) {
      const open = [stroke(20, 5, 12, foot - 4, 45, foot), stroke(55, 10, 54, 50, 53, 95)];
      assert.equal((await recognizer.recognize(open))!.digit, 4);
    }
    recognizer.dispose();
  });

  it('answers 0 for one of two arcs that meet', async () => {
    const recognizer = await createRecognizer({ backend: 'cpu' });
    for (const apart of [0, 1, 4]) {
      const arcs = [1, -1].map((side) =>
        Array.from({ length: 15 }, (_, step) => ({
          x: 50 + apart * side + 15 * side * Math.sin((step * Math.PI) / 14),
          y: 50 - 45 * Math.cos((step * Math.PI) / 14),
        })),
      );
      const { digit } = (await recognizer.recognize(arcs))!;
      assert.equal(digit, apart < 3 ? 0 : null, `${apart}`);
    }
    recognizer.dispose();
  });

  const skip = existsSync(`${DATA}/strokes`) ? false : `there is no ${DATA}/strokes`;
  it('takes no digit of people for several', { skip }, async () => {
    const recognizer = await createRecognizer({ backend: 'cpu' });
    for (const source of await listStrokeSources(DATA, 'valid')) {
      const digits = await readStrokes(DATA, source, 'valid');
      const results = await recognizer.recognizeBatch(digits.map(({ drawing }) => drawing));
      const several = results.flatMap((result, index) =>
        'reason' in result! && result.reason === 'several-digits' ? digits[index]!.line : [],
      );
      assert.deepEqual(several, [], source);
    }
    recognizer.dispose();
  });

  it('freezes its results', async () => {
    const recognizer = await fakePage().createRecognizer();
    for (const input of [inkAt(3), [[{ x: 1, y: 1 }]]]) {
      const result = (await recognizer.recognize(input))!;
      assert.ok(Object.isFrozen(result) && Object.isFrozen(result.probabilities));
    }
  });

  it('answers calls made together, each with its own answer', async () => {
    const recognizer = await fakePage().createRecognizer();
    const digits = [3, 1, 4, 1, 5, 9, 2, 6];
    const results = await Promise.all(digits.map((digit) => recognizer.recognize(inkAt(digit))));
    assert.deepEqual(
      results.map((result) => result?.digit),
      digits,
    );
  });

  it('reads the input as it was when it was called', async () => {
    const recognizer = await fakePage().createRecognizer();
    const image = inkAt(3);
    const answer = recognizer.recognize(image);
    image.fill(0);
    assert.equal((await answer)?.digit, 3);
  });

  it('drops drawings that a newer one supersedes before they start', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    const { opened, open } = gate();
    page.cpu.gate = opened;
    const live = [1, 2, 3].map((digit) => recognizer.recognize(inkAt(digit), { supersede: true }));
    await assert.rejects(live[1]!, coded('superseded'));
    open();
    assert.deepEqual([(await live[0]!)?.digit, (await live[2]!)?.digit], [1, 3]);
    assert.equal(page.cpu.runs.length, 2);
  });

  it('drops a waiting drawing when the surface is cleared', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    const { opened, open } = gate();
    page.cpu.gate = opened;
    const started = recognizer.recognize(inkAt(1), { supersede: true });
    const waiting = recognizer.recognize(inkAt(2), { supersede: true });
    assert.equal(await recognizer.recognize([], { supersede: true }), null);
    await assert.rejects(waiting, coded('superseded'));
    open();
    assert.equal((await started)?.digit, 1);
  });

  it('rejects a call whose signal has aborted', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    const signal = AbortSignal.abort(new Error('too late'));
    await assert.rejects(recognizer.recognize(inkAt(1), { signal }), /too late/);
    assert.deepEqual(page.cpu.runs, []);
  });

  it('names its model and its network', async () => {
    const page = fakePage({ metadata: { title: 'Test net' } });
    const recognizer = await page.createRecognizer({ model: MEMORY_URL });
    assert.equal(recognizer.model, 'https://memory.test/network/model.json');
    assert.equal(recognizer.name, 'Test net');
  });
});

describe('what a descriptor says about its network', () => {
  const recognizer = (metadata: Record<string, unknown>) =>
    fakePage({ metadata }).createRecognizer();

  it('range: the network sees ink and paper as it was trained', async () => {
    // The identity network gives its inputs back; logits, since they may be negative.
    const inputsSeen = async (input: Record<string, unknown>): Promise<number[]> => {
      const network = await recognizer({ input, output: 'logits' });
      const { probabilities } = (await network.recognize(inks([1, 0.5, 0])))!;
      return [0, 1].map((k) => Math.log(probabilities[k]! / probabilities[2]!));
    };
    const differences: [Record<string, unknown>, number[]][] = [
      [{ range: [0, 1] }, [1, 0.5]],
      [{ range: [-1, 1] }, [2, 1]],
      [{ range: [0, 1], foreground: 'dark' }, [-1, -0.5]],
      [{ range: [-1, 1], foreground: 'dark' }, [-2, -1]],
      [{ range: [0, 1], mean: 0.5, deviation: 0.25 }, [4, 2]],
      [{ range: [0, 255], foreground: 'dark', mean: 33, deviation: 255 }, [-1, -0.5]],
    ];
    for (const [input, expected] of differences) {
      const seen = await inputsSeen(input);
      seen.forEach((value, k) => close(value, expected[k]!));
    }
  });

  it('range 0 to 255: paper is 0, ink is 255', async () => {
    const network = await recognizer({ input: { range: [0, 255] } });
    const { probabilities } = (await network.recognize(inks([1, 0.5, 0])))!;
    close(probabilities[0]!, 2 / 3);
    close(probabilities[1]!, 1 / 3);
    const inverted = await recognizer({ input: { range: [0, 255], foreground: 'dark' } });
    const result = (await inverted.recognize(inks([1, 1, 1, 1, 1, 1, 1, 1, 0.5, 0])))!;
    close(result.probabilities[9]!, 2 / 3);
    close(result.probabilities[8]!, 1 / 3);
  });

  it('mean and deviation: paper is moved too', async () => {
    const network = await recognizer({ input: { mean: -1, deviation: 0.5 } });
    const { probabilities } = (await network.recognize(inks([1, 0.5, 0])))!;
    // 4, 3, and 2 for each of the eight that are paper
    close(probabilities[0]!, 4 / 23);
    close(probabilities[1]!, 3 / 23);
    close(probabilities[2]!, 2 / 23);
  });

  it('layout: pixels may come column by column', async () => {
    const network = await recognizer({ input: { layout: 'columns' } });
    const image = new Float32Array(784);
    image[7 * 28] = 1;
    assert.equal((await network.recognize(image))!.digit, 7);
  });

  it('labels: output k stands for the digit labels[k]', async () => {
    const network = await recognizer({ labels: [...'9876543210'] });
    const result = (await network.recognize(inks([0.75, 0.25])))!;
    assert.equal(result.digit, 9);
    assert.deepEqual(result.probabilities, [0, 0, 0, 0, 0, 0, 0, 0, 0.25, 0.75]);
  });

  it('logits: softmax, also where exponentials would overflow', async () => {
    const page = fakePage({ metadata: { output: 'logits' } });
    const network = await page.createRecognizer();
    page.cpu.output = [1000, 1000, -1000, ...new Array<number>(7).fill(0)];
    const { probabilities } = (await network.recognize(inkAt(0)))!;
    assert.deepEqual(probabilities, [0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0]);
    page.cpu.output = [Math.log(3), 0, ...new Array<number>(8).fill(-500)];
    const second = (await network.recognize(inkAt(0)))!.probabilities;
    close(second[0]!, 0.75);
    close(second[1]!, 0.25);
  });

  it('probabilities: made to be such where the network is not exact', async () => {
    const page = fakePage();
    const network = await page.createRecognizer();
    page.cpu.output = [-0.5, 3, 1, 0, 0, 0, 0, 0, 0, 0];
    const { probabilities } = (await network.recognize(inkAt(0)))!;
    assert.deepEqual(probabilities, [0, 0.75, 0.25, 0, 0, 0, 0, 0, 0, 0]);
    page.cpu.output = new Array<number>(10).fill(0);
    assert.equal((await network.recognize(inkAt(0)))!.confidence, 0.1);
  });

  it('notADigit: more than half of the probability there is no digit; ten sum to 1', async () => {
    const page = fakePage({ metadata: { notADigit: 3, labels: [...'9876543210'] } });
    const network = await page.createRecognizer();
    const rest = [0, 0, 0, 0, 0, 0, 0];
    page.cpu.output = [0.2, 0.1, 0.1, 0.6, ...rest];
    const rejected = (await network.recognize(inkAt(0)))!;
    assert.ok(rejected.digit === null && rejected.reason === 'not-a-digit');
    close(rejected.confidence, 0.5);
    page.cpu.output = [0.3, 0.15, 0.06, 0.49, ...rest];
    const accepted = (await network.recognize(inkAt(0)))!;
    assert.equal(accepted.digit, 9);
    [0, 0, 0, 0, 0, 0, 0, 0.06 / 0.51, 0.15 / 0.51, 0.3 / 0.51].forEach((value, digit) =>
      close(accepted.probabilities[digit]!, value),
    );
    page.cpu.output = [0.1, 0.1, 0.1, 0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
    assert.equal(
      (await network.recognize(inkAt(0)))!.digit,
      0,
      'no digit stands out, but it is one',
    );
  });

  it('notADigit: the same with logits, also where exponentials would underflow', async () => {
    const page = fakePage({ metadata: { notADigit: 10, output: 'logits' } });
    const network = await page.createRecognizer();
    const others = new Array<number>(8).fill(-500);
    page.cpu.output = [Math.log(3), 0, ...others, 1000];
    const rejected = (await network.recognize(inkAt(0)))!;
    assert.equal(rejected.digit, null);
    close(rejected.probabilities[0]!, 0.75);
    page.cpu.output = [Math.log(3), 0, ...others, Math.log(3.9)];
    assert.equal((await network.recognize(inkAt(0)))!.digit, 0);
    page.cpu.output = [Math.log(3), 0, ...others, Math.log(4.1)];
    assert.equal((await network.recognize(inkAt(0)))!.digit, null);
  });

  it('notADigit: batches and several runs keep to eleven outputs', async () => {
    const page = fakePage({ metadata: { notADigit: 0 } });
    const recognizer = await page.createRecognizer();
    const results = await recognizer.recognizeBatch(
      Array.from({ length: 300 }, (_, i) => inkAt(i % 11)),
    );
    assert.deepEqual(
      results.map((result) => result!.digit),
      results.map((_, i) => (i % 11 === 0 ? null : (i % 11) - 1)),
    );
  });

  it('notADigit: numbers are read from the outputs of the digits', async () => {
    const answers = [{}, { notADigit: 0 }, { notADigit: 10 }].map(async (metadata) => {
      const page = fakePage({ metadata: { output: 'logits', ...metadata } });
      const digits = [-3, 8, 1, -2, 0, 2, -1, 3, 1, -4];
      page.cpu.output =
        'notADigit' in metadata ? digits.toSpliced(metadata.notADigit!, 0, 9) : digits;
      const recognizer = await page.createRecognizer();
      return { ...(await recognizer.recognizeNumber(LINE))!, elapsed: 0 };
    });
    const [plain, first, last] = await Promise.all(answers);
    assert.equal(plain!.value, '1');
    assert.deepEqual([first, last], [plain, plain]);
  });

  it('preparation: strokes are drawn as the network was trained', async () => {
    const page = fakePage({ metadata: { preparation: { box: 12, penWidth: 4 } } });
    const recognizer = await page.createRecognizer({ backend: 'cpu' });
    const run = page.cpu;
    run.output = inkAt(1).subarray(0, 10) as unknown as number[];
    let seen: Float32Array | undefined;
    run.onRun = (images) => (seen = images.slice());
    await recognizer.recognize(LINE);
    await settle();
    assert.deepEqual(seen, drawingToImage(LINE, { box: 12, centre: 'mass', penWidth: 4 }));
  });
});

describe('a batch', () => {
  it('keeps the order, with null for empty inputs, in one run', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    const results = await recognizer.recognizeBatch([inkAt(4), [], inkAt(2), [[]], inkAt(0)]);
    assert.deepEqual(
      results.map((result) => result && result.digit),
      [4, null, 2, null, 0],
    );
    assert.deepEqual(page.cpu.runs, [3]);
  });

  it('is split into runs that fit into memory', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    const inputs = Array.from({ length: 600 }, (_, i) => inkAt((i * 7) % 10));
    const results = await recognizer.recognizeBatch(inputs);
    assert.deepEqual(page.cpu.runs, [256, 256, 88]);
    assert.deepEqual(
      results.map((result) => result?.digit),
      inputs.map((_, i) => (i * 7) % 10),
    );
  });

  it('may be empty', async () => {
    const recognizer = await fakePage().createRecognizer();
    assert.deepEqual(await recognizer.recognizeBatch([]), []);
  });

  it('is finished on another backend when the device is lost in the middle', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer({ backend: 'webgl cpu' });
    page.webgl.onRun = () => {
      if (page.webgl.runs.length === 2) page.webgl.lose('driver reset');
    };
    const inputs = Array.from({ length: 600 }, (_, i) => inkAt(i % 10));
    const results = await recognizer.recognizeBatch(inputs);
    assert.deepEqual(
      results.map((result) => result?.digit),
      inputs.map((_, i) => i % 10),
    );
    assert.deepEqual([results[0]?.backend, results[300]?.backend], ['webgl', 'cpu']);
  });

  it('can be aborted between two runs', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    const controller = new AbortController();
    page.cpu.onRun = () => controller.abort();
    const inputs = Array.from({ length: 600 }, () => inkAt(1));
    const { signal } = controller;
    await assert.rejects(recognizer.recognizeBatch(inputs, { signal }), { name: 'AbortError' });
    await settle();
    assert.equal((await recognizer.recognize(inkAt(1)))?.digit, 1);
    assert.deepEqual(page.cpu.runs, [256, 1]);
  });
});

describe('disposing', () => {
  it('stops a batch between two runs', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    page.cpu.onRun = () => recognizer.dispose();
    const batch = recognizer.recognizeBatch(Array.from({ length: 600 }, () => inkAt(1)));
    await assert.rejects(batch, coded('disposed'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await settle();
    assert.deepEqual(page.cpu.runs, [256]);
    assert.deepEqual(page.cpu.log, ['executable disposed', 'backend disposed']);
  });

  it('rejects calls that wait, run or come later, by name', async () => {
    const page = fakePage();
    const recognizer = await page.createRecognizer();
    const { opened, open } = gate();
    page.cpu.gate = opened;
    const calls = [recognizer.recognize(inkAt(1)), recognizer.recognize(inkAt(2))];
    recognizer.dispose();
    for (const call of calls) await assert.rejects(call, coded('disposed'));
    await assert.rejects(recognizer.recognize(inkAt(3)), coded('disposed'));
    await assert.rejects(recognizer.recognizeBatch([]), coded('disposed'));
    await settle();
    assert.deepEqual(page.cpu.log, [], 'nothing is freed under a run');
    open();
    await settle();
    assert.deepEqual(page.cpu.log, ['executable disposed', 'backend disposed']);
    assert.equal(page.cpu.runs.length, 1);
  });
});

/** A queue whose first call runs until `open` is called, and the names of the calls that began. */
function busyQueue() {
  const { opened, open } = gate();
  const queue = new CallQueue();
  const began: string[] = [];
  const add = (name: string, options?: { signal?: AbortSignal; supersede?: boolean }) =>
    queue.add(async () => {
      began.push(name);
      await opened;
      return name;
    }, options);
  return { add, began, open, first: add('first') };
}

describe('a queue of calls', () => {
  it('starts the next call after one that fails', async () => {
    const queue = new CallQueue();
    const bad = queue.add(() => Promise.reject(new Error('bad')));
    const good = queue.add(async () => 'good');
    await assert.rejects(bad, /bad/);
    assert.equal(await good, 'good');
  });

  it('replaces only waiting calls that allow it', async () => {
    const { add, began, open } = busyQueue();
    const supersede = true;
    const [old, kept] = [add('old', { supersede }), add('kept')];
    const latest = add('latest', { supersede });
    // At once, not only when the device is free again.
    await assert.rejects(old, coded('superseded'));
    open();
    assert.deepEqual(await Promise.all([kept, latest]), ['kept', 'latest']);
    assert.deepEqual(began, ['first', 'kept', 'latest']);
  });

  it('skips a call that was aborted while it waited', async () => {
    const { add, began, open, first } = busyQueue();
    const controller = new AbortController();
    const aborted = add('aborted', { signal: controller.signal });
    const last = add('last');
    controller.abort(new Error('changed my mind'));
    await assert.rejects(aborted, /changed my mind/);
    open();
    await Promise.all([first, last]);
    assert.deepEqual(began, ['first', 'last']);
  });

  it('rejects an aborted call at once, but starts the next one only after its end', async () => {
    const { opened, open } = gate();
    const queue = new CallQueue();
    const controller = new AbortController();
    const running = queue.add(() => opened, { signal: controller.signal });
    let began = false;
    const next = queue.add(async () => (began = true));
    controller.abort();
    await assert.rejects(running, { name: 'AbortError' });
    await settle();
    assert.equal(began, false);
    open();
    assert.equal(await next, true);
  });
});
