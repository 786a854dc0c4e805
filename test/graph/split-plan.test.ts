import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBackend } from '../../src/backends/cpu.js';
import { LINEAR, type Plan, type Shape } from '../../src/graph/index.js';
import { lengthOf } from '../../src/graph/plan.js';
import { splitPlan } from '../../src/graph/split-plan.js';
import { type HandOperation, handPlan } from '../support/hand-plan.js';

const backend = await createBackend();

async function run(plan: Plan, images: Float32Array): Promise<Float32Array> {
  return (await backend.compile(plan)).run(images, images.length / lengthOf(plan, plan.input));
}

/** Flat inputs, then dense layers of these widths. */
function denseChain(...widths: readonly number[]): Plan {
  const shapes: Shape[] = [[2, 2, widths[0]! / 4], ...widths.map((width): Shape => [1, 1, width])];
  const layers = widths.slice(1).map((outputs, index): HandOperation => ({
    kind: 'dense',
    input: index + 1,
    weights: Float32Array.from({ length: widths[index]! * outputs }, (_, i) => Math.sin(i + 1)),
    bias: Float32Array.from({ length: outputs }, (_, i) => i / 10),
    activation: index < widths.length - 2 ? { kind: 'relu', max: Infinity, slope: 0 } : LINEAR,
  }));
  return handPlan(shapes, [{ kind: 'reshape', input: 0 }, ...layers]);
}

const IMAGES = Float32Array.from({ length: 3 * 16 }, (_, i) => Math.cos(i));

describe('splitting a plan before its last dense layers', () => {
  it('gives two plans that compute one after the other what the whole computes', async () => {
    const plan = denseChain(16, 8, 6, 10);
    const { body, head } = splitPlan(plan, 16)!;
    const features = await run(body, IMAGES);
    assert.equal(features.length, 3 * 16);
    assert.deepEqual(await run(head, features), await run(plan, IMAGES));
  });

  it('leaves the layers that read too much in the first', async () => {
    const plan = denseChain(16, 8, 6, 10);
    for (const [maxInputs, inputs] of [
      [15, 8],
      [7, 6],
    ] as const) {
      const { body, head } = splitPlan(plan, maxInputs)!;
      const features = await run(body, IMAGES);
      assert.equal(features.length, 3 * inputs);
      assert.deepEqual(await run(head, features), await run(plan, IMAGES));
    }
  });

  it('is impossible if the network ends with another layer, or reads too much', () => {
    const plan = denseChain(16, 10);
    assert.equal(splitPlan(plan, 15), null);
    const activated = handPlan(
      [
        [1, 1, 10],
        [1, 1, 10],
      ],
      [{ kind: 'activate', input: 0, activation: LINEAR }],
    );
    assert.equal(splitPlan(activated, 1000), null);
  });
});
