import fc from 'fast-check';
import type { Fetch } from '../../../src/graph/index.js';
import { ADDRESS } from './networks.js';

/** What a server answers. Made anew for each request, for a body is read once. */
export type Answer = () => Response;

export interface HostileServer {
  readonly fetch: Fetch;
  /** Every address that was asked for, in order. */
  readonly asked: string[];
  /** Addresses of answers whose body was looked at. */
  readonly read: string[];
  /** For the report of a case that failed. */
  [fc.toStringMethod](): string;
}

/** @param answers by their path from the descriptor's directory; 404 for all else. */
export function serve(answers: ReadonlyMap<string, Answer>): HostileServer {
  const asked: string[] = [];
  const read: string[] = [];
  const byUrl = new Map(
    [...answers].map(([path, answer]) => [new URL(path, ADDRESS).href, answer] as const),
  );
  return {
    asked,
    read,
    [fc.toStringMethod]: () => `a server that was asked for ${asked.join(' ')}`,
    fetch: async (url) => {
      asked.push(url);
      const response = byUrl.get(url)?.() ?? new Response(null, { status: 404 });
      return new Proxy(response, {
        get(target, key) {
          if (key === 'body' || key === 'arrayBuffer') read.push(target.url || url);
          const value: unknown = Reflect.get(target, key);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    },
  };
}

export function bytes(content: string | Uint8Array, type = 'application/octet-stream'): Answer {
  return () =>
    new Response(content as string | Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': type },
    });
}

/** Never ends. `onChunk` is told the length of each piece that is taken. */
export function endless(
  chunk: number,
  onChunk: (length: number) => void = () => undefined,
): Answer {
  return () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          onChunk(chunk);
          controller.enqueue(new Uint8Array(chunk).fill(0x20));
        },
      }),
    );
}

/** In pieces, the last of which is an error. */
export function broken(content: Uint8Array): Answer {
  return () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(content);
          controller.error(new TypeError('connection reset'));
        },
      }),
    );
}

/** As `fetch` answers after it followed a redirect. */
export function redirected(answer: Answer, url: string): Answer {
  return () => Object.defineProperty(answer(), 'url', { value: url });
}
