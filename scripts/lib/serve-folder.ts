import type { AddressInfo } from 'node:net';
import { startDevServer } from '@web/dev-server';

export interface FolderServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves a folder of static files to this machine, on a free port. */
export async function serveFolder(rootDir: string): Promise<FolderServer> {
  const server = await startDevServer({
    config: { rootDir, hostname: '127.0.0.1' },
    readCliArgs: false,
    readFileConfig: false,
    logStartMessage: false,
    autoExitProcess: false,
  });
  const { port } = server.server?.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: async () => void (await server.stop()) };
}
