/**
 * A descriptor and its weight files as someone picked them from the disk. Their `blob:` URLs would
 * not do, for a descriptor names its weight files beside it; so they get addresses of their own, and
 * a `fetch` that answers for them.
 */
export interface PickedNetwork {
  /** For the option `model`. */
  readonly model: string;
  /** For the option `fetch`. */
  readonly fetch: typeof fetch;
}

/** Networks of one address are shared, so each one that is picked needs its own. */
let picked = 0;

/**
 * @param files of one folder, or chosen one by one.
 * @throws Error where none is a `model.json`.
 */
export function pickNetwork(files: Iterable<File>): PickedNetwork {
  const folder = `https://picked.invalid/${++picked}/`;
  const byUrl = new Map([...files].map((file) => [folder + pathOf(file), file]));
  const model = [...byUrl.keys()].find((url) => url.endsWith('.json'));
  if (model === undefined) {
    throw new Error('None of these files is a descriptor. Choose model.json and its weight files.');
  }
  return {
    model,
    fetch: (input) => {
      const file = byUrl.get(input instanceof Request ? input.url : String(input));
      return Promise.resolve(new Response(file ?? null, { status: file ? 200 : 404 }));
    },
  };
}

/** Of a file from a folder, its path in there. */
function pathOf({ name, webkitRelativePath }: File): string {
  return encodeURI(webkitRelativePath.split('/').slice(1).join('/') || name);
}
