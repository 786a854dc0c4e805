import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { before } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { assertSame, check, converted, noise, saveIn } from './converting.js';
import { flag, GraphBuilder, integers, text, texts } from './graph-builder.js';
import { startTensorFlow, type SavedModel } from './saved-model.js';

before(startTensorFlow);

let seed = 0;
const random = (...shape: number[]) =>
  tf.randomUniform(shape, -0.3, 0.3, 'float32', (seed += 1)) as tf.Tensor;

const constant = (graph: GraphBuilder, name: string, tensor: tf.Tensor) =>
  graph.constant(name, tensor.shape, tensor.dataSync<'float32'>().slice());

const window = (height: number, width: number) => integers(1, height, width, 1);

interface Example {
  readonly saved: SavedModel;
  readonly compute: (images: tf.Tensor) => tf.Tensor;
}

/** As a frozen graph of TensorFlow 1 has it: an operation for each step. */
function plainGraph(): Example {
  const [k1, b1, w, b2] = [random(5, 3, 1, 4), random(4), random(12 * 11 * 4, 10), random(10)];
  const graph = new GraphBuilder();
  const image = graph.placeholder('input/image', 28, 28, 1);
  const kernel = graph.node('Identity', 'conv/kernel/read', [constant(graph, 'conv/kernel', k1)]);
  const convolved = graph.node('Conv2D', 'conv/Conv2D', [image, `${kernel}:0`], {
    strides: window(1, 2),
    padding: text('VALID'),
    data_format: text('NHWC'),
    dilations: window(1, 1),
  });
  const biased = graph.node('BiasAdd', 'conv/BiasAdd', [convolved, constant(graph, 'conv/b', b1)]);
  const active = graph.node('Relu', 'conv/Relu', [biased]);
  const pool = { ksize: window(2, 3), strides: window(2, 1), padding: text('VALID') };
  const pooled = graph.node('MaxPool', 'pool', [active, '^conv/BiasAdd'], pool);
  const shape = graph.constant('flat/shape', [2], Int32Array.of(-1, 12 * 11 * 4));
  const flat = graph.node('Reshape', 'flat', [pooled, shape]);
  const product = graph.node('MatMul', 'out/MatMul', [flat, constant(graph, 'out/w', w)], {
    transpose_a: flag(false),
    transpose_b: flag(false),
  });
  const logits = graph.node('AddV2', 'out/add', [product, constant(graph, 'out/b', b2)]);
  graph.node('Identity', 'result', [graph.node('Softmax', 'out/Softmax', [logits])]);
  return {
    saved: graph.finish(),
    compute: (images) => {
      const one = tf.relu(
        tf.conv2d(images as tf.Tensor4D, k1 as tf.Tensor4D, [1, 2], 'valid').add(b1),
      );
      const two = tf.maxPool(one as tf.Tensor4D, [2, 3], [2, 1], 'valid');
      return tf.softmax(
        two
          .reshape([-1, 12 * 11 * 4])
          .matMul(w)
          .add(b2),
      );
    },
  };
}

/** As Grappler leaves it: operations fused, a residual sum, a kernel that is read transposed. */
function fusedGraph(): Example {
  const [k1, b1, k2, w, b2] = [
    ...[random(3, 3, 1, 4), random(4), random(1, 1, 4, 4), random(10, 14 * 14 * 4), random(10)],
  ] as const;
  const graph = new GraphBuilder();
  const image = graph.placeholder('x', 28, 28, 1);
  const steps = { strides: window(1, 1), dilations: window(1, 1) };
  const same = { ...steps, padding: text('SAME'), data_format: text('NHWC') };
  const inputs = [image, constant(graph, 'k1', k1), constant(graph, 'b1', b1)];
  const one = graph.node('_FusedConv2D', 'a/Relu6', inputs, {
    ...same,
    fused_ops: texts('BiasAdd', 'Relu6'),
    num_args: { i: '1' },
  });
  const two = graph.node('Conv2D', 'b', [one, constant(graph, 'k2', k2)], same);
  const both = graph.node('AddV2', 'sum', [one, two]);
  const pool = { ksize: window(3, 3), strides: window(2, 2), padding: text('SAME') };
  const pooled = graph.node('AvgPool', 'pool', [both], pool);
  const shape = graph.constant('shape', [2], Int32Array.of(-1, 14 * 14 * 4));
  const flat = graph.node('Reshape', 'flat', [pooled, shape]);
  const last = [flat, constant(graph, 'w', w), constant(graph, 'b2', b2)];
  graph.node('_FusedMatMul', 'logits', last, {
    transpose_b: flag(true),
    fused_ops: texts('BiasAdd'),
    num_args: { i: '1' },
  });
  return {
    saved: graph.finish(),
    compute: (images) => {
      const one = tf.relu6(tf.conv2d(images as tf.Tensor4D, k1 as tf.Tensor4D, 1, 'same').add(b1));
      const both = one.add(tf.conv2d(one as tf.Tensor4D, k2 as tf.Tensor4D, 1, 'same'));
      const pooled = tf.avgPool(both as tf.Tensor4D, 3, 2, 'same');
      return tf.softmax(
        pooled
          .reshape([-1, 14 * 14 * 4])
          .matMul(w, false, true)
          .add(b2),
      );
    },
  };
}

/** As converters from Keras and from ONNX leave it: shapes that are computed, padding, moved axes. */
function shapedGraph(): Example {
  const [k1, w] = [random(3, 3, 1, 4), random(14 * 13 * 4, 10)];
  const graph = new GraphBuilder();
  const integersAt = (name: string, ...values: number[]) =>
    graph.constant(name, [values.length], Int32Array.from(values));
  /** The batch's size in front of other sizes. */
  const shapeOf = (name: string, value: string, ...sizes: number[]) => {
    const all = graph.node('Shape', `${name}/Shape`, [value]);
    const bounds = [0, 1, 1].map((at, i) => integersAt(`${name}/slice${i}`, at));
    const batch = graph.node('StridedSlice', `${name}/slice`, [all, ...bounds], {
      shrink_axis_mask: { i: '1' },
      begin_mask: { i: '0' },
      end_mask: { i: '0' },
      ellipsis_mask: { i: '0' },
      new_axis_mask: { i: '0' },
    });
    const others = sizes.map((size, i) =>
      graph.constant(`${name}/size${i}`, [], Int32Array.of(size)),
    );
    const pack = { axis: { i: '0' }, N: { i: String(sizes.length + 1) } };
    return graph.node('Pack', `${name}/shape`, [batch, ...others], pack);
  };
  const row = graph.placeholder('row', 784);
  const first = graph.node('Reshape', 'image', [row, shapeOf('image', row, 1, 28, 28)]);
  const image = graph.node('Transpose', 'last', [first, integersAt('order', 0, 2, 3, 1)]);
  const sides = graph.constant('sides', [4, 2], Int32Array.of(0, 0, 1, 0, 0, 0, 0, 0));
  const framed = graph.node('Pad', 'frame', [image, sides]);
  const convolved = graph.node('Conv2D', 'conv', [framed, constant(graph, 'k', k1)], {
    ...{ strides: window(2, 2), dilations: window(1, 1), padding: text('VALID') },
    data_format: text('NHWC'),
  });
  const flat = graph.node('Reshape', 'flat', [convolved, shapeOf('flat', convolved, -1)]);
  const logits = graph.node('MatMul', 'out', [flat, constant(graph, 'w', w)], {
    transpose_a: flag(false),
    transpose_b: flag(false),
  });
  graph.node('Softmax', 'answer', [logits]);
  return {
    saved: graph.finish(),
    compute: (images) => {
      const framed = tf.pad(images, [
        [0, 0],
        [1, 0],
        [0, 0],
        [0, 0],
      ]) as tf.Tensor4D;
      const convolved = tf.conv2d(framed, k1 as tf.Tensor4D, 2, 'valid');
      return tf.softmax(convolved.reshape([-1, 14 * 13 * 4]).matMul(w));
    },
  };
}

/** Two convolutions side by side, as in the modules of Inception. */
function joinedGraph(): Example {
  const [k1, k2, w] = [random(2, 2, 1, 3), random(4, 4, 1, 2), random(14 * 14 * 5, 10)];
  const graph = new GraphBuilder();
  const image = graph.placeholder('x', 28, 28, 1);
  const options = { padding: text('SAME'), data_format: text('NHWC'), dilations: window(1, 1) };
  const both = [k1, k2].map((kernel, i) =>
    graph.node('Conv2D', `conv${i}`, [image, constant(graph, `k${i}`, kernel)], {
      ...{ ...options, strides: window(2, 2) },
    }),
  );
  const axis = graph.constant('axis', [], Int32Array.of(3));
  const joined = graph.node('ConcatV2', 'mixed', [...both, axis], { N: { i: '2' } });
  const shape = graph.constant('shape', [2], Int32Array.of(-1, 14 * 14 * 5));
  const flat = graph.node('Reshape', 'flat', [joined, shape]);
  graph.node('MatMul', 'out', [flat, constant(graph, 'w', w)], {
    ...{ transpose_a: flag(false), transpose_b: flag(false) },
  });
  return {
    saved: graph.finish(),
    compute: (images) => {
      const convolved = [k1, k2].map((kernel) =>
        tf.conv2d(images as tf.Tensor4D, kernel as tf.Tensor4D, 2, 'same'),
      );
      return tf.softmax(
        tf
          .concat(convolved, 3)
          .reshape([-1, 14 * 14 * 5])
          .matMul(w),
      );
    },
  };
}

for (const [name, build] of Object.entries({ plainGraph, fusedGraph, shapedGraph, joinedGraph })) {
  check(`a graph-model (${name}) gives the same numbers`, async (context) => {
    const { saved, compute } = build();
    const images = noise();
    const expected = tf.tidy(() =>
      compute(tf.tensor(images, [100, 28, 28, 1]))
        .dataSync()
        .slice(),
    );
    const { printed } = await assertSame(context, saved, 2, images, expected);
    assert.match(printed, /TensorFlow\.js graph-model, 2\.3\.0, TensorFlow\.js Converter v2\.3\.0/);
    assert.match(printed, /operations of the graph became \d+ layers/);
  });
}

const REFUSED: Record<string, readonly [(graph: GraphBuilder, image: string) => unknown, RegExp]> =
  {
    'an operation that is no layer': [
      (graph, image) => graph.node('ResizeBilinear', 'larger', [image]),
      /node larger \(ResizeBilinear\): this operation is not supported; supported are .*Conv2D.*may run it as it is/,
    ],
    'channels in front': [
      (graph, image) =>
        graph.node('Conv2D', 'first', [image, constant(graph, 'k', random(3, 3, 1, 2))], {
          ...{ strides: window(1, 1), padding: text('SAME'), data_format: text('NCHW') },
        }),
      /node first \(Conv2D\): its channels come first/,
    ],
    'two outputs': [
      (graph, image) => ['one', 'other'].map((name) => graph.node('Relu', name, [image])),
      /2 outputs \(one, other\)/,
    ],
    'a circle': [
      (graph) => {
        graph.node('Relu', 'here', ['there']);
        graph.node('Relu', 'there', ['here']);
        graph.node('Relu', 'end', ['there']);
      },
      /node there \(Relu\): it depends on its own output/,
    ],
    'a node that is not there': [
      (graph) => graph.node('Relu', 'end', ['nowhere']),
      /reads from nowhere, and there is no such node/,
    ],
  };

for (const [what, [build, pattern]] of Object.entries(REFUSED)) {
  check(`a graph-model with ${what} is refused`, async (context) => {
    const graph = new GraphBuilder();
    build(graph, graph.placeholder('image', 28, 28, 1));
    const { directory, input, out } = await saveIn(context, graph.finish());
    await assert.rejects(converted(context, { input, out }), pattern);
    assert.deepEqual(await readdir(directory), ['in']);
  });
}

check('of several outputs the one of ten values by the signature is converted', async (context) => {
  const { saved, compute } = joinedGraph();
  const topology = saved.json.modelTopology as { node: object[] };
  const best = { name: 'best', op: 'ArgMax', input: ['out', 'axis'], attr: {} };
  const output = (name: string, ...sizes: string[]) => ({
    ...{ name: `${name}:0`, dtype: 'DT_FLOAT' },
    tensorShape: { dim: sizes.map((size) => ({ size })) },
  });
  const json = {
    ...saved.json,
    modelTopology: { ...topology, node: [...topology.node, best] },
    signature: {
      outputs: {
        best: output('best', '-1'),
        mixed: output('mixed', '14', '5'),
        out: output('out', '-1', '10'),
      },
    },
  };
  const images = noise();
  const expected = tf.tidy(() =>
    compute(tf.tensor(images, [100, 28, 28, 1]))
      .dataSync()
      .slice(),
  );
  await assertSame(context, { ...saved, json }, 1, images, expected);
});

check('a truncated shard of a graph-model is named', async (context) => {
  const { json, weights } = plainGraph().saved;
  const cut = { json, weights: weights.subarray(0, weights.length - 4) };
  const { input, out } = await saveIn(context, cut);
  const pattern = new RegExp(
    `shard1of1.bin: ${weights.length - 4} bytes where .* ${weights.length}`,
  );
  await assert.rejects(converted(context, { input, out }), pattern);
});
