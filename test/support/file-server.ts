import { readFile } from 'node:fs/promises';
import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { ROOT } from '../../scripts/build/paths.js';

const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.html': 'text/html',
};

export interface FileServerOptions {
  /** Contents by their paths, which begin with a slash. */
  readonly pages?: Readonly<Record<string, string | Uint8Array>>;
  /** Where every other file is looked for, in this order. */
  readonly folders?: readonly string[];
  /** Sent with everything. */
  readonly headers?: OutgoingHttpHeaders;
}

export interface FileServer {
  readonly origin: string;
  /** The paths that were asked for, in order. */
  readonly requests: string[];
  close(): void;
}

/** Serves pages and files to a browser on this machine. */
export async function serveFiles({
  pages = {},
  folders = [ROOT],
  headers = {},
}: FileServerOptions): Promise<FileServer> {
  const requests: string[] = [];
  const read = async (path: string): Promise<string | Uint8Array | undefined> => {
    if (pages[path] !== undefined) return pages[path];
    for (const folder of folders) {
      const bytes = await readFile(join(folder, path)).catch(() => undefined);
      if (bytes) return bytes;
    }
    return undefined;
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    requests.push(pathname);
    const name = pathname.endsWith('/') ? 'index.html' : pathname;
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    void read(pathname).then((content) =>
      content === undefined
        ? response.writeHead(404).end()
        : response.writeHead(200, { 'content-type': type, ...headers }).end(content),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
