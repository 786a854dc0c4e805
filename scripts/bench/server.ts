import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DIST, ROOT } from '../build/paths.js';
import { TENSORFLOW_WASM } from './tensorflow-wasm-path.js';

/** A response as it went over the wire. */
export interface Transfer {
  readonly path: string;
  /** Of the body, gzipped. */
  readonly bytes: number;
}

export interface BenchServer {
  readonly origin: string;
  /** Puts a file at a path, for as long as the server runs. */
  serve(path: string, content: string | Uint8Array): void;
  serves(path: string): boolean;
  /** What was sent since this was called last. */
  takeTransfers(): Transfer[];
  close(): Promise<void>;
}

const MOUNTS: Readonly<Record<string, string>> = {
  '/dist/': DIST,
  '/models/': `${ROOT}models/`,
  [TENSORFLOW_WASM]: `${ROOT}node_modules/@tensorflow/tfjs-backend-wasm/dist/`,
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.bin': 'application/octet-stream',
};

/**
 * Serves dist/, models/ and what is put there, gzipped as a page's own server would, to this machine
 * alone. Its pages are cross-origin isolated: the browser's clock then counts in steps of 5 µs, and
 * of 100 µs otherwise.
 */
export async function startServer(): Promise<BenchServer> {
  // Compressed once, so that no measurement waits for gzip.
  const files = new Map<string, Buffer>();
  let transfers: Transfer[] = [];
  const serve = (path: string, content: string | Uint8Array): Buffer => {
    const body = gzipSync(content, { level: 9 });
    files.set(path, body);
    return body;
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const ready = files.get(path);
    const body = ready ? Promise.resolve(ready) : readMounted(path).then((f) => serve(path, f));
    body.then(
      (bytes) => {
        transfers.push({ path, bytes: bytes.length });
        send(response, path, bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    serve,
    serves: (path) => files.has(path),
    takeTransfers() {
      const taken = transfers;
      transfers = [];
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readMounted(path: string): Promise<Buffer> {
  const mount = Object.keys(MOUNTS).find((prefix) => path.startsWith(prefix));
  const name = normalize(decodeURIComponent(path.slice(mount?.length)));
  if (mount === undefined || name.startsWith('..')) throw new Error(`${path} is not served`);
  return readFile(join(MOUNTS[mount]!, name));
}

function send(response: ServerResponse, path: string, bytes: Buffer): void {
  response.writeHead(200, {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'content-encoding': 'gzip',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  });
  response.end(bytes);
}
