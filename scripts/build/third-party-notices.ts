import { readFile, writeFile } from 'node:fs/promises';
import { bundledLicences, NOTICE_SEPARATOR } from './bundled-licences.js';
import { DIST, ROOT } from './paths.js';

const INTRODUCTION = `What the scripts, the WebAssembly binaries and the network of this package contain that others made,
and under which licences. dist/cli.js, which no page loads, has a list of its own: cli.licences.txt.
The network is trained on data of others: models/pen/README.md names them.`;

/**
 * Writes dist/third-party-notices.txt.
 *
 * @param modules paths of the modules whose code is in the scripts.
 */
export async function writeThirdPartyNotices(modules: Iterable<string>): Promise<void> {
  const notices = [
    INTRODUCTION,
    await bundledLicences(modules),
    // What the binaries are compiled from; the package that brings them does not say.
    await readFile(`${ROOT}scripts/build/xnnpack-notice.txt`, 'utf8'),
  ];
  await writeFile(`${DIST}third-party-notices.txt`, notices.join(NOTICE_SEPARATOR));
}
