import { CLASSES } from '../lib/dataset.js';
import { ScriptError } from '../lib/script-error.js';
import { largestDifference, tolerance } from './outputs.js';
import type { SourceNetwork } from './source-network.js';

/**
 * Compares what the source computes with what its conversion does.
 *
 * @param images n × 784 values in the range that the network takes.
 * @param converted n × 10 values.
 * @returns a line that says how close they are.
 * @throws ScriptError `output-differs`, or what the source's evaluation throws.
 */
export async function checkAgreement(
  source: SourceNetwork,
  images: Float32Array,
  converted: Float32Array,
): Promise<string> {
  const expected = await source.evaluate(images);
  const difference = largestDifference(converted, expected);
  const allowed = tolerance(expected);
  if (Number.isFinite(difference) && difference <= allowed) {
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scale = largest > 1.5 ? ` in outputs of up to ${largest.toPrecision(2)}` : '';
    return (
      `the same numbers as the source on ${expected.length / CLASSES} random inputs, ` +
      `to ${difference.toExponential(1)}${scale}`
    );
  }
  throw new ScriptError(
    'output-differs',
    `The conversion gives other numbers than the source (${difference.toExponential(1)} apart where ` +
      `${allowed.toExponential(1)} is allowed), so nothing was written: please report the network.`,
  );
}
