import { gzipSync } from 'node:zlib';
import { DESCRIPTOR_FILE, type DescriptorFiles } from '../descriptor/layers-model.js';
import { kilobytes } from '../lib/figures.js';

/** `model.json 3.0 kB (0.8 kB gzipped), weights 150.7 kB (139.3 kB gzipped)` */
export function sizesOf({ json, weights }: DescriptorFiles): string {
  return `${DESCRIPTOR_FILE} ${size(Buffer.from(json))}, weights ${size(weights)}`;
}

function size(bytes: Uint8Array): string {
  const gzipped = gzipSync(bytes, { level: 9 }).length;
  return `${kilobytes(bytes.length)} (${kilobytes(gzipped)} gzipped)`;
}
