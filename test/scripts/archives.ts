import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { pack } from 'tar-stream';

/** A zip archive of these files. */
export function zip(files: Readonly<Record<string, Uint8Array | string>>): Buffer {
  const entries = Object.entries(files).map(([name, contents]) => [
    name,
    typeof contents === 'string' ? strToU8(contents) : contents,
  ]);
  return Buffer.from(zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>));
}

/** A tar.gz archive of these files. */
export async function tarGz(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, contents] of Object.entries(files)) tar.entry({ name }, contents);
  tar.finalize();
  return gzipSync(await buffer(tar as unknown as Readable));
}

const ROOT = './unipen/CDROM/train_r01_v07';

/** Two writers: a 7 of one stroke, and a 4 of two with the pen's way in the air between them. */
const INK = [
  ...['.WRITER_ID w1', '.PEN_DOWN', '0 30', '20 30', '8 0', '.PEN_UP'],
  ...['.WRITER_ID BobStrong', '.PEN_DOWN', '0 30', '0 15', '20 15', '.PEN_UP', '5 20'],
  ...['.PEN_DOWN', '10 25', '10 0', '.PEN_UP', ''],
].join('\r\n');

/**
 * Files laid out as on the UNIPEN CD-ROM, drawn up by hand: each contributor has so many digits, a 4
 * by BobStrong and 7s by w1.
 */
export function cdrom(counts: Readonly<Record<string, number>>): Record<string, string> {
  const files: Record<string, string> = {
    [`${ROOT}/../CDROM-README`]: 'not to be read',
    [`${ROOT}/data/1b/apa/x.dat`]: '.SEGMENT CHARACTER 0 OK "9"',
    [`${ROOT}/data/1a/aga/x.dat`]: '.INCLUDE aga/of-nobody.dat\n.SEGMENT CHARACTER 0 OK "9"',
  };
  for (const [contributor, count] of Object.entries(counts)) {
    const sevens = Array<string>(count - 1).fill('.SEGMENT CHARACTER 0 ? "7"');
    const head = ['.VERSION 1.0', `.INCLUDE ${contributor}/x.doc`];
    files[`${ROOT}/data/1a/${contributor}/x00/x0001.dat`] = [
      ...[...head, `.INCLUDE ${contributor}/data/x00/x0001.dat`],
      ...['.SEGMENT CHARACTER 1-3 OK "4"', ...sevens, ''],
    ].join('\n');
    files[`${ROOT}/include/${contributor}/x.doc`] = '.COORD X Y\n.HIERARCHY CHARACTER\n';
    files[`${ROOT}/include/${contributor}/data/x00/x0001.dat`] = INK;
  }
  return files;
}
