/** What a person asked for. */
export interface FetchRequest {
  /** The data directory. */
  readonly directory: string;
  /** Addresses below which the files are looked for instead of at home, in this order. */
  readonly mirrors?: readonly string[];
}

/** A data set that is fetched as a whole or not at all. */
export interface Collection {
  readonly id: string;
  /** Whose it is, and under which licence. */
  readonly licence: string;
  /**
   * Puts the collection into the data directory; one that is there is left alone.
   *
   * @returns a line per file or group of files, for people.
   * @throws ScriptError `download-failed` or `output-unwritable`
   */
  fetch(request: FetchRequest): Promise<string[]>;
}
