import type { AddressInfo } from 'node:net';
import { startDevServer } from '@web/dev-server';

export interface FolderServer {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Serves a folder of static files.
 *
 * @param port a free one unless given.
 * @param hostname who may connect: this machine alone, or with `0.0.0.0` everyone in its network.
 */
export async function serveFolder(
  rootDir: string,
  port?: number,
  hostname = '127.0.0.1',
): Promise<FolderServer> {
  const server = await startDevServer({
    config: { rootDir, hostname, port },
    readCliArgs: false,
    readFileConfig: false,
    logStartMessage: false,
    autoExitProcess: false,
  });
  const address = server.server?.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: async () => void (await server.stop()),
  };
}
