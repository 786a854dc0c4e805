import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BuiltRecognizer, Input } from '../../scripts/evaluate/built-recognizer.js';
import { handCurve, handTable, readHands } from '../../scripts/evaluate/hand.js';
import type { Sample } from '../../scripts/evaluate/readings.js';

/** Takes every digit for a 1, until it was told what a drawing with that many strokes is. */
class Pupil implements BuiltRecognizer {
  readonly backend = 'cpu';
  readonly lessons: string[] = [];
  #known = new Map<number, number>();

  recognizeBatch(inputs: Iterable<Input>) {
    return Promise.resolve(
      Array.from(inputs, ({ length }) => {
        const digit = this.#known.get(length) ?? 1;
        return { digit, confidence: 0.9, probabilities: [] };
      }),
    );
  }

  recognizeNumber(): Promise<null> {
    return Promise.resolve(null);
  }

  learn({ length }: Input, digit: number, { confirmed }: { readonly confirmed: boolean }) {
    this.lessons.push(`${digit}${confirmed ? ' confirmed' : ''}`);
    this.#known.set(length, digit);
    return Promise.resolve();
  }

  forgetHand(): void {
    this.#known.clear();
  }

  dispose(): void {
    // Nothing is held.
  }
}

/** A digit of a writer who writes it with one stroke more than its value. */
function sample(writer: string, label: number, isWrong = false): Sample {
  const input = Array.from({ length: label + 1 }, () => [{ x: 0, y: 0 }]);
  const wrongLabel = { source: 's', part: 'valid', line: 1, label, reason: 'made up' } as const;
  return { id: 's:1', writer, label, input, ...(isWrong && { wrongLabel }) };
}

describe('learning hands in the evaluation', () => {
  const samples = [
    ...[2, 1, 2, 2].map((label) => sample('one', label)),
    sample('one', 3, true),
    ...[2, 1].map((label) => sample('other', label)),
  ];

  it('reads each digit before it teaches, and begins anew with every writer', async () => {
    const pupil = new Pupil();
    const hands = await readHands(pupil, [{ name: 's', samples }]);
    const errors = (at: number, lessons: 'nothing' | 'corrections') =>
      hands[at]!.readings[lessons].map(({ answer, sample: { label } }) => answer!.digit !== label);
    assert.deepEqual(
      hands.map(({ writer }) => writer),
      ['s one', 's other'],
    );
    assert.deepEqual(errors(0, 'nothing'), [true, false, true, true]);
    assert.deepEqual(errors(0, 'corrections'), [true, false, false, false]);
    assert.deepEqual(errors(1, 'corrections'), [true, false]);
    assert.deepEqual(pupil.lessons, [
      ...['2', '2', '1 confirmed', '2 confirmed', '2 confirmed'],
      ...['2', '2', '1 confirmed'],
    ]);
  });

  it('counts errors in all, in second halves, and by how many digits came before', async () => {
    const hands = await readHands(new Pupil(), [{ name: 's', samples }]);
    const counts = handTable(hands).lines.map((line) => line.slice(0, 7));
    assert.deepEqual(counts, [
      ['nothing', '6', '4', '2', '0', '0', '0'],
      ['corrections', '6', '2', '0', '1', '0', '0'],
      ['corrections and confirmations', '6', '2', '0', '1', '0', '0'],
    ]);
    const [first, second] = handCurve(hands).lines;
    assert.deepEqual(first!.slice(0, 2), ['1 to 10', '6']);
    assert.match(first![2]!, /^4 /);
    assert.deepEqual(second, ['11 to 20', '0', '–', '–', '–']);
  });
});
