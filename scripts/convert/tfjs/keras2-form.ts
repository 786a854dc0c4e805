import { isJson } from './model-json.js';

/**
 * A `modelTopology` of Keras 3 in the words of Keras 2, which alone TensorFlow.js reads: `batch_shape`,
 * types as objects, and references between layers are written otherwise.
 */
export function keras2Form(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keras2Form);
  if (!isJson(value)) return value;
  if (value['class_name'] === 'DTypePolicy' && isJson(value['config']))
    return value['config']['name'];
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, unknown] => {
      switch (key) {
        case 'batch_shape':
          return ['batch_input_shape', inner];
        case 'inbound_nodes':
          return [key, (inner as unknown[]).map(referencesOf)];
        case 'input_layers':
        case 'output_layers':
          return [key, Array.isArray(inner) && typeof inner[0] === 'string' ? [inner] : inner];
        default:
          return [key, keras2Form(inner)];
      }
    }),
  );
}

/** `conv2d/kernel` of `sequential/conv2d/kernel`: Keras 3 puts the model's name in front. */
export function keras2WeightName(name: string): string {
  return name.split('/').slice(-2).join('/');
}

/** Of one call, whose arguments hold `keras_history` where they are other layers' results. */
function referencesOf(call: unknown): unknown {
  if (!isJson(call)) return call;
  const found: unknown[] = [];
  const search = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(search);
    else if (isJson(value) && isJson(value['config']) && value['config']['keras_history']) {
      found.push([...(value['config']['keras_history'] as unknown[]), {}]);
    }
  };
  search(call['args']);
  return found;
}
