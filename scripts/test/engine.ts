import type { BrowserLauncher } from '@web/test-runner-core';

/** A browser that is ready to run tests. */
export interface Engine {
  /** With its version. */
  readonly name: string;
  readonly launcher: BrowserLauncher;
  /** Ends what was started beside the browser itself. */
  stop(): Promise<void>;
}

/** An engine's programs are not on this machine; the message says which, and how to get them. */
export class MissingEngineError extends Error {}
