import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BOUNDS } from '../../../src/graph/index.js';
import { functional, inputLayer, layer, sequential, type Json } from '../support.js';
import { bytes, serve, type Answer } from './server.js';
import { judge } from './verdict.js';

const judgeAnswer = (answer: Answer) => judge(serve(new Map([['model.json', answer]])));
const judgeText = (text: string) => judgeAnswer(bytes(text, 'application/json'));
const judgeJson = (json: unknown) => judgeText(JSON.stringify(json));

/** In pieces, as long as somebody takes them. */
function streamed(pieces: Iterator<string>): Answer {
  const encoder = new TextEncoder();
  return () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          const { done, value } = pieces.next();
          if (done) controller.close();
          else controller.enqueue(encoder.encode(value));
        },
      }),
    );
}

const tensor = (shape: unknown) =>
  sequential([inputLayer(784), layer('Dense', { units: 10 })], {
    weightsManifest: [
      { paths: ['w.bin'], weights: [{ name: 'dense/kernel', shape, dtype: 'float32' }] },
    ],
  });

/** A model of the given layers and inputs to its last one, used as a layer. */
function model(name: string, layers: Json[], output = 'image'): Json {
  return layer('Functional', {
    name,
    layers,
    input_layers: [['image', 0, 0]],
    output_layers: [[output, 0, 0]],
  });
}

const named = (json: Json, inbound_nodes: unknown): Json => ({
  ...json,
  name: (json['config'] as Json)['name'],
  inbound_nodes,
});

const image = { ...inputLayer(28, 28, 1), name: 'image', inbound_nodes: [] };

describe('a descriptor that asks for too much is refused, in a second and little memory', () => {
  it('with ten million layers, however fast they come', async () => {
    let sent = 0;
    const piece = `${JSON.stringify(layer('Flatten'))},`.repeat(1000);
    function* pieces() {
      yield '{"format":"layers-model","modelTopology":{"class_name":"Sequential","config":{"layers":[';
      for (; sent < 10_000; sent++) yield piece;
      yield 'null]}}}';
    }
    assert.equal(await judgeAnswer(streamed(pieces())), 'descriptor-too-large');
    assert.ok(
      sent * piece.length < BOUNDS.jsonBytes + 2 * piece.length,
      `${sent} pieces were taken`,
    );
  });

  it('with as many layers as fit into the file, in a row or side by side', async () => {
    const many = Array.from({ length: 40_000 }, (_, i) => layer('Flatten', { name: `${i}` }));
    assert.equal(
      await judgeJson(sequential([inputLayer(28, 28, 1), ...many])),
      'network-too-large',
    );
    const wide = functional(
      [
        [inputLayer(28, 28, 1)],
        ...many.slice(0, 20_000).map((one) => [one, ['image']] as [Json, string[]]),
      ],
      '1',
    );
    assert.equal(await judgeJson(wide), 'network-too-large');
  });

  it('with 2 to the power of 53 numbers', async () => {
    assert.equal(await judgeJson(tensor([2 ** 53])), 'weights-manifest-invalid');
    assert.equal(await judgeJson(tensor([2 ** 24, 2 ** 24, 2 ** 5])), 'network-too-large');
    assert.equal(await judgeJson(tensor([-1, 10])), 'weights-manifest-invalid');
    const shape = JSON.stringify(tensor(['size'])).replace('"size"', '1e999');
    assert.equal(await judgeText(shape), 'weights-manifest-invalid');
    const reshape = layer('Reshape', { target_shape: [2 ** 20, 2 ** 20, 2 ** 20] });
    assert.equal(await judgeJson(sequential([inputLayer(28, 28, 1), reshape])), 'shape-mismatch');
  });

  it('with layers in a circle', async () => {
    const circle = functional(
      [
        [inputLayer(28, 28, 1)],
        [layer('Add', { name: 'a' }), ['image', 'b']],
        [layer('Flatten', { name: 'b' }), ['a']],
      ],
      'b',
    );
    assert.equal(await judgeJson(circle), 'graph-cycle');
  });

  it('nested 100,000 deep', async () => {
    const depth = 100_000;
    for (const [open, close] of [
      ['[', ']'],
      ['{"config":', '}'],
    ] as const) {
      const deep = `${open.repeat(depth)}1${close.repeat(depth)}`;
      assert.equal(await judgeText(deep), 'descriptor-too-large');
      const topology = `{"modelTopology":${deep}}`;
      assert.equal(await judgeText(topology), 'descriptor-too-large');
    }
  });

  it('with a nested model of endless inputs, called again and again', async () => {
    const sum = named(layer('Add', { name: 'sum' }), [Array(200_000).fill(['image', 0, 0])]);
    const nested = named(
      model('nested', [image, sum], 'sum'),
      Array.from({ length: 500 }, () => [['image', 0, 0]]),
    );
    const json = functional([[inputLayer(28, 28, 1)]], 'nested');
    const { config } = json['modelTopology'] as { config: Json };
    config['layers'] = [image, nested];
    assert.equal(await judgeJson(json), 'network-too-large');
  });

  it('with models in models whose names add up', async () => {
    const name = 'n'.repeat(4096);
    const inner = Array.from({ length: 900 }, (_, i) => layer('Flatten', { name: `${i}` }));
    let layers = inner;
    for (let depth = 0; depth < 15; depth++) layers = [layer('Sequential', { name, layers })];
    assert.equal(
      await judgeJson(sequential([inputLayer(28, 28, 1), ...layers])),
      'network-too-large',
    );
  });

  it('byte by byte, each of which keeps a buffer of its own', async () => {
    let left = 40_000;
    let most = 0;
    const before = process.memoryUsage().arrayBuffers;
    const dripping = new ReadableStream({
      pull(controller) {
        if (left % 1000 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        if (left-- > 0) controller.enqueue(new Uint8Array(16_384).subarray(0, 1));
        else controller.close();
      },
    });
    assert.equal(await judgeAnswer(() => new Response(dripping)), 'descriptor-not-json');
    // All of the buffers together are 625 MiB.
    assert.ok(most < 200 * 2 ** 20, `${Math.round(most / 2 ** 20)} MiB were held`);
  });
});

describe('what looks like a value is not taken for one', () => {
  const vague = { valueOf: 1, toString: 1 };
  const dense = layer('Dense', { units: 10 });

  it('among labels, axes or activations', async () => {
    const metadata = { digitRecognizer: { format: 1, labels: Array(10).fill(vague) } };
    const labelled = sequential([inputLayer(784), dense], { userDefinedMetadata: metadata });
    assert.equal(await judgeJson(labelled), 'metadata-invalid');
    const permute = layer('Permute', { dims: [vague, vague, vague] });
    assert.equal(await judgeJson(sequential([inputLayer(28, 28, 1), permute])), 'layer-invalid');
    for (const activation of [vague, { class_name: vague }, [['relu']]]) {
      const activated = layer('Activation', { activation });
      assert.equal(await judgeJson(sequential([inputLayer(784), activated])), 'layer-unsupported');
    }
  });

  it('nor is __proto__ the way to what all objects share', async () => {
    const text = JSON.stringify(sequential([inputLayer(784), dense]));
    const polluted = text.replaceAll('{', '{"__proto__":{"units":10,"polluted":true},');
    assert.notEqual(await judgeText(polluted), 'read');
    assert.equal('polluted' in {}, false);
  });
});
