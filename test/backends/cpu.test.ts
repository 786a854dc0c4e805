import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allocate, createBackend } from '../../src/backends/cpu.js';
import { LINEAR, type Shape } from '../../src/graph/index.js';
import { type HandOperation, handPlan } from '../support/hand-plan.js';
import { planRandomNetwork } from '../support/planned-network.js';

describe('an executable of the cpu backend', () => {
  it('gives a fresh array each time and does not keep the images', async () => {
    const { plan, images } = await planRandomNetwork(1);
    const executable = await (await createBackend()).compile(plan);
    const first = await executable.run(images, 1);
    const copy = first.slice();
    const black = new Float32Array(784).fill(1);
    const second = await executable.run(black, 1);
    assert.notEqual(second, first);
    assert.deepEqual(first, copy);
    assert.ok(black.every((value) => value === 1));
  });

  it('refuses to run by name after it was disposed of, and disposes twice without harm', async () => {
    const { plan, images } = await planRandomNetwork(1);
    const executable = await (await createBackend()).compile(plan);
    executable.dispose();
    executable.dispose();
    await assert.rejects(executable.run(images, 1), { code: 'backend-failed' });
  });
});

const step = (input: number): HandOperation => ({ kind: 'activate', input, activation: LINEAR });

function buffersOf(memory: ReturnType<typeof allocate>): Set<ArrayBufferLike> {
  return new Set([...memory.values()].map(({ buffer }) => buffer));
}

describe('the memory of a plan', () => {
  it('is two buffers for a chain, as long as its longest neighbors', () => {
    const shapes: Shape[] = [
      [2, 2, 1],
      [4, 4, 4],
      [4, 4, 2],
      [2, 2, 8],
      [1, 1, 10],
    ];
    const memory = allocate(handPlan(shapes, [step(0), step(1), step(2), step(3)]));
    assert.deepEqual(
      [...buffersOf(memory)].map(({ byteLength }) => byteLength / 4).sort((a, b) => a - b),
      [32, 64],
    );
    assert.deepEqual(
      [...memory.values()].map(({ length }) => length),
      [4, 64, 32, 32, 10],
    );
  });

  it('is never shared between an operation and what it reads', () => {
    const shape: Shape = [3, 3, 2];
    const plan = handPlan(
      [shape, shape, shape, shape],
      [step(0), step(1), { kind: 'add', inputs: [2, 1], activation: LINEAR }],
    );
    const memory = allocate(plan);
    for (const operation of plan.operations) {
      const inputs = operation.kind === 'add' ? operation.inputs : [operation.input];
      const output = memory.get(operation.output)!.buffer;
      assert.ok(inputs.every((input) => memory.get(input)!.buffer !== output));
    }
  });

  it('of a reshaped value is that of the value it shows, kept until its last reader', () => {
    const plan = handPlan(
      [
        [2, 2, 1],
        [1, 1, 4],
        [1, 1, 4],
        [1, 1, 4],
        [1, 1, 4],
      ],
      [
        { kind: 'reshape', input: 0 },
        step(0),
        step(2),
        { kind: 'add', inputs: [3, 1], activation: LINEAR },
      ],
    );
    const memory = allocate(plan);
    const shown = memory.get(1)!.buffer;
    assert.equal(shown, memory.get(0)!.buffer);
    for (const value of [2, 3, 4]) assert.notEqual(memory.get(value)!.buffer, shown);
  });
});
