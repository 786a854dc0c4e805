/** The page with the recogniser alone: networks of any size, and batches. */
import { DEFAULT_PREPARATION, drawingToImage } from '../../../src/ink/index.js';
import { sampleDrawings } from '../../lib/sample-drawings.js';
import { offer } from './answering-page.js';
import { importLibrary, openOurs, openRecognizer, type Recognizer } from './ours.js';

export interface BatchPage {
  /** Loads the bundled network's descriptor on a backend, once. */
  open(backend: string, model: string): Promise<void>;
  /** @returns images per second of one call with all of them. */
  batchRate(backend: string, images: number): Promise<number>;
  /** @returns images per second of calls each of which is awaited before the next. */
  singleRate(backend: string, images: number): Promise<number>;
}

declare global {
  var batches: BatchPage;
}

const images = sampleDrawings().map((drawing) => drawingToImage(drawing, DEFAULT_PREPARATION)!);
const recognizers = new Map<string, Recognizer>();
const image = (index: number): Float32Array => images[index % images.length]!;
const perSecond = (count: number, start: number): number =>
  (count * 1000) / (performance.now() - start);

// An entry that is there already, so that a first answer counts from the call.
await importLibrary();
offer({ ours: openOurs });
globalThis.batches = {
  async open(backend, model) {
    const recognizer = await openRecognizer(backend, model);
    recognizers.set(backend, recognizer);
    await recognizer.recognizeBatch([image(0)]);
    await recognizer.recognize(image(0));
  },
  async batchRate(backend, count) {
    const batch = Array.from({ length: count }, (_, index) => image(index));
    const start = performance.now();
    await recognizers.get(backend)!.recognizeBatch(batch);
    return perSecond(count, start);
  },
  async singleRate(backend, count) {
    const recognizer = recognizers.get(backend)!;
    const start = performance.now();
    for (let index = 0; index < count; index++) await recognizer.recognize(image(index));
    return perSecond(count, start);
  },
};
