/** Where {@link memoryFetch} keeps its files. */
export const MEMORY_URL = 'https://memory.test/network/model.json';

/** A fetch that knows a descriptor and its weight files, and answers 404 to all else. */
export function memoryFetch(
  json: unknown,
  files: ReadonlyMap<string, Uint8Array>,
): (url: string) => Promise<Response> {
  const contents = new Map<string, string | Uint8Array<ArrayBuffer>>([
    [MEMORY_URL, JSON.stringify(json)],
    ...[...files].map(([path, bytes]) => [new URL(path, MEMORY_URL).href, bytes.slice()] as const),
  ]);
  return async (url) => {
    const body = contents.get(url);
    return body === undefined ? new Response(null, { status: 404 }) : new Response(body);
  };
}
