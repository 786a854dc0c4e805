import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateNetwork } from '../../scripts/bench/generated-network.js';
import { DESCRIPTOR_FILE, WEIGHTS_FILE } from '../../scripts/descriptor/layers-model.js';
import { loadDescriptor } from '../../src/graph/index.js';

interface LayerJson {
  readonly class_name: string;
  readonly config: {
    readonly filters: number;
    readonly kernel_size: readonly number[];
    readonly strides: readonly number[];
    readonly pool_size: readonly number[];
    readonly units: number;
  };
}

/** Counts every multiplication, window by window, from the topology alone. */
function countMultiplyAdds(layers: readonly LayerJson[]): number {
  let [side, channels] = [28, 1];
  let count = 0;
  for (const { class_name: kind, config } of layers) {
    if (kind === 'Conv2D') {
      const size = config.kernel_size[0]!;
      let windows = 0;
      for (let at = 0; at + size <= side; at += config.strides[0]!) windows++;
      count += windows * windows * size * size * channels * config.filters;
      [side, channels] = [windows, config.filters];
    } else if (kind === 'MaxPooling2D') {
      side = Math.floor(side / config.pool_size[0]!);
    } else if (kind === 'Dense') {
      count += side * side * channels * config.units;
      [side, channels] = [1, config.units];
    } else {
      assert.equal(kind, 'Flatten');
    }
  }
  assert.deepEqual([side, channels], [1, 10]);
  return count;
}

for (const target of [1e5, 3e5, 1e6, 3e6, 1e7, 3e7, 5e7]) {
  test(`a network of about ${target} multiply-adds has as many as it says`, async () => {
    const { json, weights, multiplyAdds } = generateNetwork(target, 1);
    const { modelTopology } = JSON.parse(json);
    assert.equal(countMultiplyAdds(modelTopology.config.layers), multiplyAdds);
    assert.ok(Math.abs(multiplyAdds / target - 1) < 0.3, `${multiplyAdds}`);

    const files: Record<string, string | Uint8Array<ArrayBuffer>> = {
      [DESCRIPTOR_FILE]: json,
      [WEIGHTS_FILE]: new Uint8Array(weights),
    };
    const fetch = async (url: string | URL) => new Response(files[new URL(url).pathname.slice(1)]!);
    const { plan } = await loadDescriptor(`http://generated/${DESCRIPTOR_FILE}`, { fetch });
    assert.equal(plan.multiplyAdds, multiplyAdds, 'what auto decides by');
  });
}

test('a seed gives the same network each time, another seed another', () => {
  const one = generateNetwork(1e5, 1);
  assert.deepEqual(generateNetwork(1e5, 1), one);
  assert.notDeepEqual(generateNetwork(1e5, 2).weights, one.weights);
});
