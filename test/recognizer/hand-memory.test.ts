import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HandMemory } from '../../src/recognizer/hand-memory.js';
import type { Hand } from '../../src/recognizer/index.js';
import { Random } from '../support/random.js';
import { coded } from './fake-backends.js';

const DIGEST = 'ab'.repeat(32);

/** Features at an angle in degrees; the longer they are, the less rounding there is. */
function at(degrees: number, size = 127): Float32Array {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.of(size * Math.cos(angle), size * Math.sin(angle), 0);
}

function memory(...learned: [degrees: number, digit: number | null, confirmed?: boolean][]) {
  const made = new HandMemory(DIGEST, 3);
  for (const [degrees, digit, confirmed = false] of learned)
    made.learn(at(degrees), digit, confirmed);
  return made;
}

function noise(random: Random, length: number): Float32Array {
  return Float32Array.from({ length }, () => Math.max(0, random.normal()));
}

/** The digits that get a vote at an angle, the strongest first. */
function elected(hand: HandMemory, degrees: number): number[] {
  const votes = hand.votes(at(degrees));
  return [...votes.keys()]
    .filter((digit) => votes[digit]! > 0.1)
    .sort((one, other) => votes[other]! - votes[one]!);
}

describe('what a hand remembers', () => {
  it('votes for nothing while it is empty, or where nothing is similar', () => {
    assert.deepEqual(elected(memory(), 0), []);
    assert.deepEqual(elected(memory([0, 7]), 90), []);
    assert.deepEqual(elected(memory([0, 7]), 180), []);
    assert.deepEqual(memory([0, 7]).votes(Float32Array.of(0, 0, 0)), new Array(10).fill(0));
  });

  it('votes with the cosine of the angle to the nearest example of each digit', () => {
    const hand = memory([0, 7], [40, 1], [80, 7]);
    const full = memory([0, 7]).votes(at(0))[7]!;
    const [near, far] = [hand.votes(at(60)), hand.votes(at(70))];
    assert.deepEqual(elected(hand, 1), [7, 1]);
    assert.deepEqual(elected(hand, 41), [1, 7]);
    // By the law of powers: a vote's logarithm falls with that of the cosine.
    const fall = (vote: number, degrees: number) =>
      Math.log(vote / full) / Math.log(Math.cos((degrees * Math.PI) / 180));
    const power = fall(near[7]!, 20);
    assert.ok(power > 1);
    for (const [vote, degrees] of [
      [near[1]!, 20],
      [far[1]!, 30],
      [far[7]!, 10],
    ] as const) {
      assert.ok(Math.abs(fall(vote, degrees) / power - 1) < 0.05, `${vote} at ${degrees}°`);
    }
  });

  it('does not care how large the features are', () => {
    const hand = memory([30, 7]);
    const [small, large] = [hand.votes(at(50, 0.01)), hand.votes(at(50, 1e6))];
    assert.ok(Math.abs(small[7]! - large[7]!) < 1e-5);
  });

  it('takes the last word on a drawing', () => {
    assert.deepEqual(elected(memory([0, 7], [1, 1]), 0), [1]);
    assert.deepEqual(elected(memory([0, 7], [0, 1], [0, 7]), 0), [7]);
    assert.deepEqual(elected(memory([0, 7], [0, null]), 0), []);
    assert.deepEqual(elected(memory([0, 7], [30, 1], [0, null]), 0), [1]);
  });

  it('keeps a correction that is confirmed later a correction', () => {
    const examples = memory([0, 7], [0, 7, true], [60, 1, true]).export()!.examples;
    assert.deepEqual(
      examples.map(({ digit, confirmed }) => [digit, confirmed]),
      [
        [7, false],
        [1, true],
      ],
    );
  });

  it('forgets all', () => {
    const hand = memory([0, 7], [50, 1]);
    hand.clear();
    assert.ok(hand.isEmpty);
    assert.equal(hand.export(), null);
    assert.deepEqual(elected(hand, 0), []);
  });
});

describe('a full memory', () => {
  for (const length of [196, 288, 400]) {
    it(`has at most 64 kB with ${length} features, and more than half of that`, () => {
      const random = new Random(length);
      const hand = new HandMemory(DIGEST, length);
      for (let i = 0; i < 250; i++) hand.learn(noise(random, length), i % 10, false);
      const { length: bytes } = JSON.stringify(hand.export());
      assert.ok(bytes <= 64_000 && bytes > 32_000, `${bytes} bytes`);
    });
  }

  it('drops what others of its digit make useless, and keeps what is the only one', () => {
    const random = new Random(1);
    const hand = new HandMemory(DIGEST, 400);
    const only = noise(random, 400);
    hand.learn(only, 3, true);
    const base = noise(random, 400);
    const other = noise(random, 400);
    hand.learn(other, 5, true);
    for (let i = 0; i < 300; i++) {
      const near = base.map((value) => value + 0.3 * random.normal());
      hand.learn(near, 5, false);
    }
    assert.ok(hand.votes(only)[3]! > 5);
    assert.ok(hand.votes(other)[5]! > 5);
  });

  it('drops the older of two that are worth the same', () => {
    const random = new Random(2);
    const hand = new HandMemory(DIGEST, 400);
    const first = noise(random, 400);
    hand.learn(first, 5, false);
    for (let i = 0; i < 200; i++) hand.learn(noise(random, 400), 5, false);
    const last = noise(random, 400);
    hand.learn(last, 5, false);
    assert.ok(hand.votes(last)[5]! > 2 * hand.votes(first)[5]!);
  });
});

describe('an exported hand', () => {
  it('is JSON that reads as the hand does', () => {
    const random = new Random(3);
    const hand = new HandMemory(DIGEST, 288);
    for (let i = 0; i < 40; i++) {
      const features = noise(random, 288).map((value, k) => (k % 2 ? value : -value));
      hand.learn(features, i % 10, i % 3 === 0);
    }
    const copy = new HandMemory(DIGEST, 288);
    copy.import(JSON.parse(JSON.stringify(hand.export())) as Hand);
    for (let i = 0; i < 10; i++) {
      const features = noise(random, 288);
      assert.deepEqual(copy.votes(features), hand.votes(features));
    }
    assert.deepEqual(copy.export(), hand.export());
  });

  const good = () => memory([0, 7], [50, 1]).export()!;
  const [example] = good().examples;
  const bad: [what: string, code: string, hand: unknown][] = [
    ['text', 'hand-version', 'hand'],
    ['an array', 'hand-version', [1, 2]],
    ['another version', 'hand-version', { ...good(), version: 2 }],
    ['another network', 'hand-network', { ...good(), network: 'cd'.repeat(32) }],
    ['no network', 'hand-network', { ...good(), network: undefined }],
    ['no examples', 'hand-invalid', { ...good(), examples: undefined }],
    ['examples that are no list', 'hand-invalid', { ...good(), examples: { length: 1e9 } }],
    ['too many examples', 'hand-invalid', { ...good(), examples: new Array(1e7).fill(example) }],
    ...[
      null,
      7,
      {},
      { ...example, digit: 10 },
      { ...example, digit: -1 },
      { ...example, digit: 1.5 },
      { ...example, digit: '7' },
      { ...example, confirmed: 1 },
      { ...example, features: 'AAA' },
      { ...example, features: 'AAA!' },
      { ...example, features: 'AA==' },
      { ...example, features: 'A'.repeat(400) },
      { ...example, features: ['AAAA'] },
    ].map((one): [string, string, unknown] => [
      JSON.stringify(one),
      'hand-invalid',
      { ...good(), examples: [example, one] },
    ]),
  ];
  for (const [what, code, hand] of bad) {
    it(`is refused by name, and changes nothing: ${what}`, () => {
      const own = memory([20, 4]);
      assert.throws(() => own.import(hand as Hand), coded(code));
      assert.deepEqual(elected(own, 20), [4]);
    });
  }

  it('without features, which no ink has, votes for nothing', () => {
    const own = memory();
    own.import({ ...good(), examples: [{ digit: 3, confirmed: false, features: 'AAAA' }] });
    assert.deepEqual(elected(own, 20), []);
  });
});
