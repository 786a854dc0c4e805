import { CodedError } from '../../src/util/errors.js';

/** Files by their paths below the dropped or picked folder, such as `net/model.json`. */
export type FilesByPath = ReadonlyMap<string, File>;

type DroppedErrorCode = 'dropped-no-descriptor' | 'dropped-several-descriptors';

/** The dropped files cannot be a network. */
export class DroppedFilesError extends CodedError<DroppedErrorCode> {}

/** Path of the descriptor: model.json, or else the only .json file. @throws DroppedFilesError */
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

/** The files of a file input; for a folder, with their paths in it. */
export function filesOfInput(input: HTMLInputElement): FilesByPath {
  return new Map(
    [...(input.files ?? [])].map((file) => [file.webkitRelativePath || file.name, file]),
  );
}

/** The dropped files, and the files in dropped folders. */
export async function filesOfDrop({ items }: DataTransfer): Promise<FilesByPath> {
  // All entries are read before the first await, because the browser drops the rest then.
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
      // A reader returns up to a hundred entries at a time, and an empty list at the end.
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
