import { createProgress } from '../lib/progress.js';
import { download } from './download.js';
import type { RemoteFile } from './remote-file.js';

/** Milliseconds. */
const PATIENCE = 30_000;

/** As `download` does, under a bar that shows how far it is. */
export function downloadWithProgress(
  file: RemoteFile,
  directory: string,
  mirrors: readonly string[],
): Promise<boolean> {
  const progress = createProgress(file.name, 1);
  return download(file, directory, mirrors, {
    patience: PATIENCE,
    onProgress: (loaded, total) => progress.update(loaded / Math.max(loaded, total)),
    onCheck: (share) => progress.update(share, '(reading)'),
  }).finally(() => progress.stop());
}
