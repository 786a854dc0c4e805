import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Writes an answer, all at once or as slowly as it likes. */
export type Handler = (response: ServerResponse, request: IncomingMessage) => void;

export interface RealServer {
  readonly origin: string;
  /** Paths that were asked for, in order. */
  readonly requests: string[];
  /** How many answers were broken off by whoever asked. */
  readonly brokenOff: () => number;
  close(): void;
}

/** A server on this machine, for what only a real one does: encodings, redirects, slowness. */
export async function serveReally(
  handlers: Readonly<Record<string, Handler>>,
): Promise<RealServer> {
  const requests: string[] = [];
  let brokenOff = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push(path);
    response.on('close', () => {
      if (!response.writableFinished) brokenOff++;
    });
    const handler = handlers[path];
    if (handler) handler(response, request);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    brokenOff: () => brokenOff,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
