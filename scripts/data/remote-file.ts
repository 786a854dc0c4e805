/**
 * Looks at a file.
 *
 * @param onProgress the share that is done, 0 to 1, of a check that takes a while.
 * @returns null if the file is the one meant, else what is wrong with it, to follow its name.
 */
export type FileCheck = (
  path: string,
  onProgress: (share: number) => void,
) => Promise<string | null>;

/** A file that is fetched. */
export interface RemoteFile {
  /** Below the mirror's address and in the directory it goes to. */
  readonly name: string;
  /** The bytes it may have at most; a server that sends more is not listened to. */
  readonly limit: number;
  readonly check: FileCheck;
  /** For a gzip file that people also keep unpacked: looks at the file of that name without `.gz`. */
  readonly checkUnpacked?: FileCheck;
}
