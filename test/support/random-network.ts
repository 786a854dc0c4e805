import type { LayerJson, ModelConfig, ModelJson, Weights } from './layers-model.js';
import { NetworkBuilder, type Node } from './network-builder.js';
import { Random } from './random.js';
import { addDense, ANYWHERE, ON_IMAGES, TO_VECTOR } from './random-layers.js';
import { writeWeights } from './weight-files.js';

/** A whole descriptor in memory. */
export interface RandomNetwork {
  readonly json: ModelJson;
  /** Weight files by their paths. */
  readonly files: Map<string, Uint8Array>;
  /** What a loader decodes the files to. */
  readonly weights: Weights;
  /** In an order in which each one's inputs are ready. */
  readonly layers: readonly LayerJson[];
}

/** Every class of layer that a random network can have. */
export const LAYER_CLASSES = ['InputLayer', ...Object.keys(ON_IMAGES), ...TO_VECTOR, 'Dense'];

/**
 * A random valid network from 28×28×1 to ten outputs, or to eleven with one for "not a digit"; some 300,000 multiply-adds at most, results
 * of all layers about 1. The same seed and focus give the same network.
 *
 * @param focus a class of {@link LAYER_CLASSES} that the network must have.
 */
export function randomNetwork(seed: number, focus?: string): RandomNetwork {
  const random = new Random(seed);
  const builder = new NetworkBuilder(random);
  const image = addStages(builder, builder.input(), focus);
  const vector = addToVector(builder, image, focus);
  const notADigit = seed % 4 === 3 ? seed % 11 : null;
  addHead(builder, vector, notADigit === null ? 10 : 11);
  const { files, weightsManifest, decoded } = writeWeights(builder.weights, random);
  const config = writeModel(builder.layers, random);
  return {
    json: {
      format: 'layers-model',
      generatedBy: 'random network',
      convertedBy: null,
      modelTopology: random.chance(0.5) ? config : { model_config: config },
      weightsManifest,
      ...(notADigit !== null && {
        userDefinedMetadata: { digitRecognizer: { format: 1, notADigit } },
      }),
    },
    files,
    weights: decoded,
    layers: builder.layers,
  };
}

/** Layers on images. One stage is the focus's; batch normalization may come behind any of them. */
function addStages(builder: NetworkBuilder, input: Node, focus: string | undefined): Node {
  const { random } = builder;
  const classes = Object.keys(ON_IMAGES);
  const stages = Array.from({ length: random.integer(2, 5) }, () =>
    random.chance(0.4)
      ? random.pick(['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D'])
      : random.pick(classes),
  );
  if (focus !== undefined && focus in ON_IMAGES) {
    stages[random.integer(0, stages.length - 1)] = focus;
  }
  const normalize = focus === 'BatchNormalization' ? 0.6 : 0.1;
  return stages.reduce((node, className) => {
    const next = ON_IMAGES[className]!(builder, node);
    return random.chance(normalize) ? ON_IMAGES['BatchNormalization']!(builder, next) : next;
  }, input);
}

function addToVector(builder: NetworkBuilder, image: Node, focus: string | undefined): Node {
  const { random } = builder;
  const wanted = TO_VECTOR.find((className) => className === focus);
  const className = wanted ?? random.pick([...TO_VECTOR, 'Reshape'] as const);
  if (className === 'Flatten') return builder.add(className, {}, [image]);
  if (className === 'Reshape') {
    const size = random.chance(0.5) ? -1 : image.value.data.length;
    return builder.add(className, { target_shape: [size] }, [image]);
  }
  const keepdims = random.chance(0.2);
  const pooled = builder.add(className, { keepdims }, [image]);
  return keepdims ? builder.add('Flatten', {}, [pooled]) : pooled;
}

/** Layers on vectors, down to the outputs: probabilities, or logits. */
function addHead(builder: NetworkBuilder, vector: Node, outputs: number): Node {
  const { random } = builder;
  let node = vector;
  if (random.chance(0.5)) {
    node = addDense(builder, node, random.integer(3, 20), builder.activation());
    if (random.chance(0.5)) node = ANYWHERE[random.pick(Object.keys(ANYWHERE))]!(builder, node);
  }
  const softmax = random.chance(0.4);
  const logits = addDense(builder, node, outputs, softmax ? 'softmax' : builder.activation());
  if (softmax || random.chance(0.5)) return logits;
  return ANYWHERE[random.pick(['Softmax', 'BatchNormalization', 'Activation'])]!(builder, logits);
}

/** Sequential where the layers are a chain, and even then not always. */
function writeModel(layers: readonly LayerJson[], random: Random): ModelConfig {
  const name = 'random_network';
  const isChain = layers.every(
    ({ inbound_nodes }, index) =>
      index === 0 || inbound_nodes![0]!.every(([from]) => from === layers[index - 1]!.config.name),
  );
  if (
    isChain &&
    layers.every((layer) => !['Add', 'Concatenate'].includes(layer.class_name)) &&
    random.chance(0.6)
  ) {
    const chain = layers.map(({ class_name, config }) => ({ class_name, config }));
    if (random.chance(0.5)) return { class_name: 'Sequential', config: { name, layers: chain } };
    const [input, first, ...rest] = chain;
    const shape = { batch_input_shape: input!.config['batch_input_shape'] };
    const withShape = { ...first!, config: { ...first!.config, ...shape } };
    return { class_name: 'Sequential', config: { name, layers: [withShape, ...rest] } };
  }
  return {
    class_name: 'Functional',
    config: {
      name,
      layers: [...layers],
      input_layers: [[layers[0]!.config.name, 0, 0]],
      output_layers: [[layers.at(-1)!.config.name, 0, 0]],
    },
  };
}
