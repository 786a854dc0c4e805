/**
 * The platform's `fetch`, and in Node `file:` URLs as well, which Node's own fetch refuses. The
 * library's files are on disk there.
 */
export async function fetchAnywhere(
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const url = input instanceof Request ? input.url : String(input);
  const node = url.startsWith('file:')
    ? globalThis.process?.getBuiltinModule?.('node:fs/promises')
    : undefined;
  // Called at call time, so that a page's or a test's own replacement of fetch is honoured.
  if (!node) return fetch(input, init);
  init?.signal?.throwIfAborted();
  try {
    return new Response(new Uint8Array(await node.readFile(new URL(url))), { status: 200 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return new Response(null, { status: 404, statusText: 'Not Found' });
  } finally {
    init?.signal?.throwIfAborted();
  }
}
