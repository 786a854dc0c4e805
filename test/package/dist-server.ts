import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { DIST } from '../../scripts/build/paths.js';

export interface DistServer {
  readonly url: string;
  /** Paths below dist/ of what was asked for since the last call of `forget`, in order. */
  readonly requests: string[];
  close(): void;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Serves dist/, and any other path as the page that `page` makes of its name. */
export async function serveDist(page: (name: string) => string): Promise<DistServer> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
    if (!name.startsWith('dist/')) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page(name));
      return;
    }
    const file = name.slice('dist/'.length);
    requests.push(file);
    try {
      const content = await readFile(DIST + file);
      const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    requests,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
