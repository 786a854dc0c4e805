import { CodedError } from '../../src/util/errors.js';
import type { Measurement, MeasurementOrder, MeasurementReply } from './measurement.js';

/** Milliseconds after which a page that has not answered counts as failed. */
const PATIENCE = 60_000;

/**
 * Measures a backend on a page that has nothing loaded yet.
 *
 * @throws CodedError with the code and message of the failure in the frame.
 */
export async function measureInFrame(order: MeasurementOrder): Promise<Measurement> {
  const frame = document.createElement('iframe');
  frame.src = 'measure.html';
  frame.title = `Measures ${order.backend}`;
  frame.className = 'measuring';
  frame.tabIndex = -1;
  document.body.append(frame);
  try {
    const reply = await exchange(frame, order);
    if ('failure' in reply) throw new CodedError(reply.failure.code, reply.failure.message);
    return reply.measurement;
  } finally {
    frame.remove();
  }
}

async function exchange(
  frame: HTMLIFrameElement,
  order: MeasurementOrder,
): Promise<MeasurementReply> {
  const end = new AbortController();
  try {
    return await new Promise<MeasurementReply>((resolve, reject) => {
      const listen = ({ source, origin, data }: MessageEvent<'ready' | MeasurementReply>): void => {
        if (source !== frame.contentWindow || origin !== location.origin) return;
        if (data === 'ready') frame.contentWindow?.postMessage(order, origin);
        else resolve(data);
      };
      addEventListener('message', listen, end);
      const message = `${order.backend} gave no answer within ${PATIENCE / 1000} s; try another.`;
      const timer = setTimeout(() => reject(new CodedError('too-slow', message)), PATIENCE);
      end.signal.addEventListener('abort', () => clearTimeout(timer));
    });
  } finally {
    end.abort();
  }
}
