import { CodedError } from '../../src/util/errors.js';

/** Files by their paths below what was dropped or picked: `net/model.json`. */
export type FilesByPath = ReadonlyMap<string, File>;

type DroppedErrorCode = 'dropped-no-descriptor' | 'dropped-several-descriptors';

/** What was dropped cannot be a network. */
export class DroppedFilesError extends CodedError<DroppedErrorCode> {}

/** Path of the descriptor among files: model.json, else the only .json. @throws DroppedFilesError */
export function findDescriptor(files: FilesByPath): string {
  const paths = [...files.keys()].filter((path) => path.endsWith('.json'));
  const named = paths.filter((path) => /(^|\/)model\.json$/.test(path));
  const candidates = named.length > 0 ? named : paths;
  if (candidates.length === 1) return candidates[0]!;
  if (candidates.length === 0) {
    throw new DroppedFilesError(
      'dropped-no-descriptor',
      `There is no .json file among ${nameSome([...files.keys()])}. Choose model.json and the weight files it names, together.`,
    );
  }
  throw new DroppedFilesError(
    'dropped-several-descriptors',
    `${nameSome(candidates)} could each be the descriptor. Choose one of them, with its weight files.`,
  );
}

/** Files that a file input holds; of a folder, with the paths in it. */
export function filesOfInput(input: HTMLInputElement): FilesByPath {
  return new Map(
    [...(input.files ?? [])].map((file) => [file.webkitRelativePath || file.name, file]),
  );
}

/** Files that were dropped, and those in folders that were. */
export async function filesOfDrop({ items }: DataTransfer): Promise<FilesByPath> {
  // All entries are taken before the first wait: the browser forgets the rest at its end.
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => !!entry);
  const files = new Map<string, File>();
  for (const entry of entries) await collect(entry, files);
  return files;
}

async function collect(entry: FileSystemEntry, files: Map<string, File>): Promise<void> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    files.set(entry.fullPath.slice(1), file);
  } else if (isDirectory(entry)) {
    const reader = entry.createReader();
    for (;;) {
      // A reader gives a hundred at a time, and none at the end.
      const inside = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject),
      );
      if (inside.length === 0) return;
      for (const child of inside) await collect(child, files);
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

const MOST_NAMED = 4;

function nameSome(paths: readonly string[]): string {
  if (paths.length === 0) return 'what was dropped';
  const named = paths.slice(0, MOST_NAMED).join(', ');
  const more = paths.length - MOST_NAMED;
  return more > 0 ? `${named} and ${more} more` : named;
}
