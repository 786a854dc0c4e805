import { html, type TemplateResult } from 'lit';
import { grayMap, type GrayMap } from './gray-map.js';
import type { Activation } from '../demo/activations.js';

/** CSS pixels per value of a map, and per value of a vector. */
const MAP_SCALE = 2;
const VECTOR_SCALE = 12;

/** One picture per channel. A vector is one row. */
export function layerMaps(step: Activation): TemplateResult {
  const [height, width, channels] = step.shape;
  const { name, multiplyAdds } = step.operation;
  const isVector = height === 1 && width === 1;
  const maps = isVector ? [vectorOf(step)] : channelsOf(step);
  return html`
    <figure style="margin: 0">
      <figcaption>
        <b>${name}</b>: ${isVector ? channels : `${height} × ${width} × ${channels}`},
        ${multiplyAdds.toLocaleString('en')} multiply-adds
      </figcaption>
      <div style="display: flex; flex-wrap: wrap; gap: 4px; margin-block: 4px 0">
        ${maps.map((map, index) =>
          grayMap(map, isVector ? VECTOR_SCALE : MAP_SCALE, `${name}, map ${index + 1}`),
        )}
      </div>
    </figure>
  `;
}

/** All maps of a layer have one scale, so that maps with small values are pale. */
export function channelsOf({ shape, values }: Activation): GrayMap[] {
  const [height, width, channels] = shape;
  const largest = largestOf(values);
  return Array.from({ length: channels }, (_, channel) => ({
    width,
    height,
    largest,
    values: Float32Array.from(
      { length: height * width },
      (_, at) => values[at * channels + channel]!,
    ),
  }));
}

function vectorOf({ values }: Activation): GrayMap {
  return { width: values.length, height: 1, values, largest: largestOf(values) };
}

function largestOf(values: Float32Array): number {
  return values.reduce((largest, value) => Math.max(largest, value), 0);
}
