import { findDescriptor, type FilesByPath } from './dropped-files.js';

/** Files with addresses: below `base`, nothing is asked of the network. */
export interface DroppedNetwork {
  readonly base: string;
  readonly files: FilesByPath;
}

let count = 0;

/**
 * Gives dropped files addresses. Networks of one address are shared, so each has a folder of its own.
 *
 * @param folder address of the folder that theirs is put in; it ends in a slash.
 * @returns also the URL of the descriptor among them.
 * @throws DroppedFilesError
 */
export function addressFiles(
  files: FilesByPath,
  folder: string,
): { dropped: DroppedNetwork; url: string } {
  const descriptor = findDescriptor(files);
  const base = `${folder}${++count}/`;
  return { dropped: { base, files }, url: base + encodePath(descriptor) };
}

/** A `fetch` that answers for dropped files, and leaves the rest to the page's own. */
export function fetchDropped({ base, files }: DroppedNetwork, others: typeof fetch): typeof fetch {
  const byUrl = new Map([...files].map(([path, file]) => [base + encodePath(path), file]));
  return (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(base)) return others(input, init);
    const file = byUrl.get(url);
    return Promise.resolve(file ? new Response(file) : new Response(null, { status: 404 }));
  };
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
