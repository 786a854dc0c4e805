/** The part of a platform's `Response` that is read. */
export interface ResponseLike {
  readonly ok: boolean;
  readonly status: number;
  /** Where a redirect led; empty or absent where that is not known. */
  readonly url?: string;
  readonly headers?: { get(name: string): string | null };
  readonly body?: {
    getReader(): {
      read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
      cancel(): Promise<void>;
    };
  } | null;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The platform's `fetch`, or anything of its form. */
export type Fetch = (url: string, init?: { signal?: AbortSignal }) => Promise<ResponseLike>;
