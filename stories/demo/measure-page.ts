import { CodedError } from '../../src/util/errors.js';
import type * as Library from '../../src/recognizer.js';
import { fetchDropped } from './dropped-network.js';
import type { Measurement, MeasurementOrder, MeasurementReply } from './measurement.js';
import { codeOf, messageOf } from './message.js';
import { takeSamples } from './samples.js';
import { filesSince, transferOf } from './transfer.js';

/**
 * The script of a page in a frame of its own. No module, network or device is loaded there, so it measures a
 * cold start. It takes one request and answers it.
 */
addEventListener('message', ({ data, source, origin }: MessageEvent<MeasurementOrder>) => {
  if (source !== parent || origin !== location.origin) return;
  void answer(data).then((reply) => parent.postMessage(reply, origin));
});
parent.postMessage('ready', location.origin);

async function answer(order: MeasurementOrder): Promise<MeasurementReply> {
  try {
    return { measurement: await measure(order) };
  } catch (error) {
    return { failure: { code: codeOf(error), message: messageOf(error) } };
  }
}

async function measure(order: MeasurementOrder): Promise<Measurement> {
  const { backend, model, dropped, drawing } = order;
  const start = performance.now();
  const library = new URL('dist/recognizer.js', document.baseURI).href;
  const { createRecognizer } = (await import(library)) as typeof Library;
  const recognizer = await createRecognizer({
    backend,
    ...(model && { model }),
    ...(dropped && { fetch: fetchDropped(dropped, fetch) }),
  });
  const result = await recognizer.recognize(drawing);
  const first = performance.now() - start;
  const needed = filesSince(start);
  if (!result) throw new CodedError('drawing-empty', 'There is no drawing to read; draw a digit.');
  const { median, samples } = await takeSamples(() => recognizer.recognize(drawing));
  const { files, bytes } = await transferOf(needed);
  recognizer.dispose();
  const { digit, confidence } = result;
  return { backend: result.backend, digit, confidence, first, median, samples, files, bytes };
}
