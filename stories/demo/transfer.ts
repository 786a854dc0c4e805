export interface Transfer {
  readonly files: number;
  /** Bytes of the responses with their headers, as encoded by the server. */
  readonly bytes: number;
}

/** Files that were requested since a time of `performance.now()`. */
export function filesSince(start: number): string[] {
  const entries = performance.getEntriesByType('resource');
  return entries.filter(({ startTime }) => startTime >= start).map(({ name }) => name);
}

/**
 * The transfer size of files on a first visit. They are fetched again without the cache, because the browser does
 * not report the size and time of cached files.
 */
export async function transferOf(urls: readonly string[]): Promise<Transfer> {
  performance.clearResourceTimings();
  const recorded = new Promise<Transfer>((resolve) => {
    let files = 0;
    let bytes = 0;
    new PerformanceObserver((list, observer) => {
      for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
        files++;
        bytes += entry.transferSize;
      }
      if (files < urls.length) return;
      observer.disconnect();
      resolve({ files, bytes });
    }).observe({ type: 'resource' });
  });
  const fetches = urls.map((url) => fetch(url, { cache: 'no-store' }));
  await Promise.all(fetches.map(async (response) => (await response).arrayBuffer()));
  return urls.length > 0 ? recorded : { files: 0, bytes: 0 };
}
