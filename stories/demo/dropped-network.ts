import { findDescriptor, type FilesByPath } from './dropped-files.js';

/** Files with URLs below `base`, where nothing is requested from the network. */
export interface DroppedNetwork {
  readonly base: string;
  readonly files: FilesByPath;
}

let count = 0;

/**
 * Gives dropped files URLs. Networks with the same URL are shared, so each gets its own folder.
 *
 * @param folder URL of the parent folder, with a slash at the end.
 * @returns the files, and the URL of the descriptor among them.
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

/** A `fetch` for dropped files. Passes other requests to the page's own `fetch`. */
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
