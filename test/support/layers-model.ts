import type { NdArray } from './ndarray.js';

/** The parts of a layers-model `model.json` that the tests write and read. */
export interface ModelJson {
  format: 'layers-model';
  generatedBy: string;
  convertedBy: null;
  modelTopology: ModelConfig | { model_config: ModelConfig };
  weightsManifest: { paths: string[]; weights: WeightSpec[] }[];
  userDefinedMetadata?: { digitRecognizer: { format: 1; notADigit: number } };
}

export interface ModelConfig {
  class_name: 'Sequential' | 'Functional';
  config: {
    name: string;
    layers: LayerJson[];
    input_layers?: Reference[];
    output_layers?: Reference[];
  };
}

export type LayerOptions = Record<string, unknown>;

export interface LayerJson {
  class_name: string;
  name?: string;
  config: LayerOptions & { name: string };
  inbound_nodes?: [...Reference, LayerOptions][][];
}

export type Reference = [layer: string, call: number, tensor: number];

export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: 'float32';
  quantization?: {
    dtype: 'uint8' | 'uint16' | 'float16';
    scale?: number;
    min?: number;
    original_dtype?: 'float32';
  };
}

/** Tensors as a loader decodes them, by name (`layer/kernel`). */
export type Weights = Map<string, NdArray>;

export function modelConfig({ modelTopology }: ModelJson): ModelConfig {
  return 'model_config' in modelTopology ? modelTopology.model_config : modelTopology;
}
