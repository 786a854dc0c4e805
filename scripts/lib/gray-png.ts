import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * A PNG of gray values (ISO/IEC 15948), eight bits each, as a data URL.
 *
 * @param values rows × width values from 0 (black) to 1 (white), row by row.
 */
export function grayPngUrl(values: ArrayLike<number>, width: number): string {
  const rows = values.length / width;
  // Before each row stands the number of its filter: 0, none.
  const scanlines = new Uint8Array(rows * (width + 1));
  for (let i = 0; i < values.length; i++) {
    scanlines[i + Math.floor(i / width) + 1] = Math.round(values[i]! * 255);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows, 4);
  header[8] = 8;
  const png = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(scanlines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return `data:image/png;base64,${png.toString('base64')}`;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
