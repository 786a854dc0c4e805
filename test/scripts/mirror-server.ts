import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface Mirror {
  readonly url: string;
  /** The Range header of each request, in order; '' where there was none. */
  readonly ranges: string[];
}

/** A mirror on this machine that gives the answers in turn, the last one for good. */
export async function serve(context: TestContext, ...answers: Answer[]): Promise<Mirror> {
  const ranges: string[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range ?? '');
    answers[Math.min(ranges.length, answers.length) - 1]!(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, ranges };
}

/** The address of a server that is not there. */
export async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

/** The answer for the file that is asked for, in whatever folder; 404 for any other. */
export function byName(answers: Readonly<Record<string, Answer>>): Answer {
  return (request, response) => {
    const answer = answers[request.url!.split('/').at(-1)!] ?? status(404);
    answer(request, response);
  };
}

/** All of it, or the range that is asked for. */
export function whole(bytes: Buffer): Answer {
  return ({ headers }, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    if (start >= bytes.length) return response.writeHead(416).end();
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': bytes.length - start });
    return response.end(bytes.subarray(start));
  };
}

/** Promises everything, sends `count` bytes and hangs up. */
export function cutOff(bytes: Buffer, count: number): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, count), () => setTimeout(() => response.destroy(), 50));
  };
}

/** All of it, whatever range is asked for. */
export function ignoringRanges(bytes: Buffer): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  };
}

/** All of it, without saying beforehand how much that is. */
export function unannounced(bytes: Buffer): Answer {
  return (_request, response) => {
    response.writeHead(200).end(bytes);
  };
}

export function status(code: number): Answer {
  return (_request, response) => {
    response.writeHead(code).end('no');
  };
}

/** Takes the request and says nothing. */
export const silent: Answer = () => undefined;
