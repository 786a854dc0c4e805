import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

/** A model.json and its shards, as TensorFlow.js writes them. */
export interface SavedModel {
  readonly json: tf.io.ModelJSON;
  readonly weights: Uint8Array;
}

/** Backend and quiet, before anything is computed. */
export async function startTensorFlow(): Promise<void> {
  tf.enableProdMode();
  await tf.setBackend('cpu');
}

/** Fresh biases, means and variances are all zeros or ones, which would hide a mistake. */
export function randomize<Model extends tf.LayersModel>(model: Model): Model {
  const values = model.getWeights().map((weight, index) => {
    const isVariance = model.weights[index]!.originalName.endsWith('moving_variance');
    const [low, high] = isVariance ? [0.5, 1.5] : [-0.3, 0.3];
    return tf.randomUniform(weight.shape, low, high, 'float32', index + 1);
  });
  model.setWeights(values);
  return model;
}

/** The very files that `model.save` sends to a server. */
export async function save(model: tf.LayersModel): Promise<SavedModel> {
  let sent: FormData | undefined;
  const fetchFunc = async (_url: unknown, init?: RequestInit) => {
    sent = init?.body as FormData;
    return new Response();
  };
  await model.save(tf.io.http('http://server.test/', { fetchFunc }));
  const [json, weights] = ['model.json', 'model.weights.bin'].map(
    (name) => sent!.get(name) as Blob,
  );
  return {
    json: JSON.parse(await json!.text()) as tf.io.ModelJSON,
    weights: new Uint8Array(await weights!.arrayBuffer()),
  };
}

/** Writes a model to `directory`, its weights cut into as many files. @returns path of model.json */
export async function writeModel(
  directory: string,
  { json, weights }: SavedModel,
  shards = 1,
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, 'model.json');
  const [group] = json.weightsManifest;
  const paths = Array.from({ length: shards }, (_, at) => `group1-shard${at + 1}of${shards}.bin`);
  const size = Math.ceil(weights.length / shards);
  await Promise.all(
    paths.map((name, at) =>
      writeFile(join(directory, name), weights.subarray(at * size, (at + 1) * size)),
    ),
  );
  await writeFile(path, JSON.stringify({ ...json, weightsManifest: [{ ...group, paths }] }));
  return path;
}

/** Ten outputs for each image, by TensorFlow.js. */
export function predict(model: tf.LayersModel, images: Float32Array): Float32Array {
  const [, ...dims] = model.inputs[0]!.shape;
  return tf.tidy(() => {
    const input = tf.tensor(images, [images.length / 784, ...(dims as number[])]);
    return (model.predict(input) as tf.Tensor).dataSync<'float32'>().slice();
  });
}

export function softmax(logits: Float32Array): Float32Array {
  return tf.tidy(() =>
    tf.softmax(tf.tensor2d(logits, [logits.length / 10, 10])).dataSync(),
  ) as Float32Array;
}
