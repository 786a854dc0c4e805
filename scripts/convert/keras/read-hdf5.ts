import { badNetwork } from '../layers/failures.js';
import { finishNetwork } from '../layers/finish-network.js';
import { parseJson } from '../layers/json.js';
import { readGraph } from '../layers/read-graph.js';
import type { SourceGraph } from '../layers/source-layer.js';
import type { Reader } from '../source-network.js';
import { evaluateOriginal } from './evaluate-original.js';
import { withHdf5, type Hdf5File } from './hdf5-file.js';
import { readHdf5Weights } from './hdf5-weights.js';
import type { KerasWriter } from './lay-out.js';
import { refuseTheanoPadding } from './theano-windows.js';

/**
 * Reads a whole model that Keras 1.2 to 3 or `tf.keras` has saved as HDF5.
 *
 * The format is that of `save_model` in Keras 2's `keras/models.py` and of
 * `save_weights_to_hdf5_group` in its `keras/engine/topology.py`.
 */
export const readKerasHdf5: Reader = async ({ path, bytes }) => {
  const { model, graph, writer, notes } = await withHdf5(bytes, path, (file) =>
    readModel(file, path),
  );
  const format = `Keras ${writer.version}, HDF5`;
  return finishNetwork(graph, { path, format, notes }, (images) =>
    evaluateOriginal(model, graph, images),
  );
};

interface Model {
  /** As the file has it. */
  readonly model: unknown;
  readonly graph: SourceGraph;
  readonly writer: KerasWriter;
  readonly notes: readonly string[];
}

function readModel(file: Hdf5File, path: string): Model {
  const config = file.text('', 'model_config');
  if (config === undefined) throw noModel(file, path);
  const writer = {
    version: attribute(file, 'keras_version') ?? '1',
    backend: attribute(file, 'backend') ?? '',
  };
  const model = parseJson(config, `${path}, attribute model_config`);
  const graph = readGraph(model, writer.version);
  if (writer.backend === 'theano') refuseTheanoPadding(graph.layers);
  const tensors = readHdf5Weights(file, graph.layers, writer);
  return { model, graph: { ...graph, tensors }, writer, notes: takeNotes(file, writer) };
}

/** Keras 2 writes it in both places, Keras 1.2 the backend beside the weights alone. */
function attribute(file: Hdf5File, name: string): string | undefined {
  return file.text('model_weights', name) ?? file.text('', name);
}

function noModel(file: Hdf5File, path: string): Error {
  return badNetwork(
    file.texts('', 'layer_names') === undefined
      ? `${path} has no attribute model_config, so it is no model that Keras has saved`
      : `${path} holds weights alone, as save_weights writes them; save the whole model with model.save`,
  );
}

function takeNotes(file: Hdf5File, { version, backend }: KerasWriter): readonly string[] {
  const notes: string[] = [];
  if (file.hasGroup('optimizer_weights')) notes.push('Dropped the state of the optimizer.');
  if (backend === 'theano') notes.push('Theano: kernels of convolutions turned by 180°.');
  if (backend === '' && parseInt(version, 10) === 1) {
    notes.push('The file names no backend: kernels taken as TensorFlow has them, as Keras does.');
  }
  return notes;
}
