/** A JSON object whose fields are yet to be checked. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A TensorFlow graph rather than Keras layers. Files of tfjs 1.0 do not say so in `format`. */
export function isGraphModel(json: Json): boolean {
  const topology = json['modelTopology'];
  return json['format'] === 'graph-model' || (isJson(topology) && 'node' in topology);
}

/** `TensorFlow.js layers-model, keras v2.1.6, TensorFlow.js Converter v1.2.1` */
export function describeFormat(kind: string, json: Json): string {
  const writers = [json['generatedBy'], json['convertedBy']].filter(
    (writer) => typeof writer === 'string',
  );
  return [`TensorFlow.js ${kind}`, ...writers.map((writer) => writer.slice(0, 80))].join(', ');
}
