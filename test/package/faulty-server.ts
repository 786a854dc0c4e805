import { readFile } from 'node:fs/promises';
import { createServer, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DIST } from '../../scripts/build/paths.js';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** What goes wrong with a file on its way: each answers a request with the file's bytes. */
const FAULTS = {
  async 'comes slowly'(response: ServerResponse, content: Uint8Array) {
    const piece = Math.ceil(content.length / 10);
    response.writeHead(200, allowed(content));
    for (let at = 0; at < content.length; at += piece) {
      response.write(content.subarray(at, at + piece));
      await wait(60);
    }
    response.end();
  },
  async 'is cut in the middle'(response: ServerResponse, content: Uint8Array) {
    response.writeHead(200, allowed(content));
    response.write(content.subarray(0, content.length / 2));
    await wait(60);
    response.destroy();
  },
  'is not there'(response: ServerResponse) {
    response.writeHead(404, allowed()).end('Not found');
  },
  'meets a broken server'(response: ServerResponse) {
    response.writeHead(500, allowed()).end('Sorry');
  },
  'is answered by a page'(response: ServerResponse) {
    const headers = { ...allowed(), 'content-type': 'text/html' };
    response.writeHead(200, headers).end('<!doctype html><title>Welcome</title>');
  },
  'may not be read from elsewhere'(response: ServerResponse, content: Uint8Array) {
    response.writeHead(200, { 'content-length': content.length }).end(content);
  },
  'is never answered'() {
    return undefined;
  },
  'falls silent in the middle'(response: ServerResponse, content: Uint8Array) {
    response.writeHead(200, allowed(content)).write(content.subarray(0, content.length / 2));
  },
  'is refused by a closed connection'(response: ServerResponse) {
    response.destroy();
  },
} as const;

export type Fault = keyof typeof FAULTS;

export interface FaultyServer {
  readonly origin: string;
  /** By path below dist/; a file without one is answered well. */
  readonly faults: Map<string, Fault>;
  close(): void;
}

/** Serves dist/ to pages of every origin, and the given page as `/`. */
export async function serveFaulty(page = ''): Promise<FaultyServer> {
  const faults = new Map<string, Fault>();
  const server = createServer(async (request, response) => {
    const name = new URL(request.url!, 'http://localhost').pathname.slice(1);
    if (name === '') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page);
      return;
    }
    const file = name.replace(/^dist\//, '');
    const content = await readFile(DIST + file).catch(() => undefined);
    const fault = content ? faults.get(file) : 'is not there';
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    if (fault) await FAULTS[fault](response, content ?? new Uint8Array());
    else response.writeHead(200, allowed(content)).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function allowed(content?: Uint8Array): OutgoingHttpHeaders {
  return {
    'access-control-allow-origin': '*',
    'cache-control': 'no-store',
    ...(content && { 'content-length': content.length }),
  };
}
