import type { Pixels } from '../ink/index.js';
import { pictureToPixels } from './picture.js';
import { RecognizerError } from './types.js';

/** A picture with more pixels is refused before it is decoded: it would take a gigabyte. */
const MAX_PIXELS = 200_000_000;
/** A camera puts the size of a JPEG behind its preview, which has at most 64 kB. */
const HEADER = 256 * 1024;

/**
 * Decodes the picture in a file, turned as its EXIF orientation says.
 *
 * @throws RecognizerError `image-undecodable`, `image-too-large`, and as {@link pictureToPixels}
 */
export function blobToPixels(blob: Blob): Promise<Pixels | null> {
  return decodePicture(blob, pictureToPixels);
}

/**
 * Decodes the picture in a file for as long as `use` needs it.
 *
 * @throws RecognizerError `image-undecodable`, `image-too-large`
 */
export async function decodePicture<T>(
  blob: Blob,
  use: (picture: ImageBitmap | HTMLImageElement) => T,
): Promise<T> {
  if (typeof createImageBitmap === 'undefined') {
    throw new RecognizerError(
      'input-unsupported',
      'A file can be decoded only in a browser; pass its pixels as {width, height, data}.',
    );
  }
  const header = new DataView(await blob.slice(0, HEADER).arrayBuffer());
  const [width, height] = sizeOf(header) ?? [0, 0];
  if (width * height > MAX_PIXELS) {
    throw new RecognizerError(
      'image-too-large',
      `The picture has ${width}×${height} pixels; at most ${MAX_PIXELS} are read. Scale it down first.`,
    );
  }
  try {
    const bitmap = await createImageBitmap(blob).catch(() => null);
    return bitmap ? useBitmap(bitmap, use) : await useImage(blob, use);
  } catch (cause) {
    if (cause instanceof RecognizerError) throw cause;
    throw new RecognizerError(
      'image-undecodable',
      `The file (${blob.type || 'of unknown type'}, ${blob.size} bytes) is not a picture that this browser can decode. Pass a PNG, JPEG, WebP or GIF file.`,
      { cause },
    );
  }
}

function useBitmap<T>(bitmap: ImageBitmap, use: (picture: ImageBitmap) => T): T {
  try {
    return use(bitmap);
  } finally {
    bitmap.close();
  }
}

/** Firefox makes no bitmap of a JPEG with EXIF data, as cameras write them, but an image of it. */
async function useImage<T>(blob: Blob, use: (picture: HTMLImageElement) => T): Promise<T> {
  const url = URL.createObjectURL(blob);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return use(image);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Width and height in the header of a PNG, JPEG, GIF or WebP file; null for anything else. */
function sizeOf(view: DataView): [width: number, height: number] | null {
  try {
    const start = view.getUint32(0);
    if (start === 0x89504e47) return [view.getUint32(16), view.getUint32(20)];
    if (start === 0x47494638) return [view.getUint16(6, true), view.getUint16(8, true)];
    if (start === 0x52494646) return sizeOfWebP(view);
    if (start >>> 16 === 0xffd8) return sizeOfJpeg(view);
  } catch {
    // The file is cut off; decoding it fails as well.
  }
  return null;
}

/** See "WebP Container Specification". Only the extended format may be larger than 16,383 pixels a side. */
function sizeOfWebP(view: DataView): [width: number, height: number] | null {
  if (view.getUint32(12) !== 0x56503858) return null;
  const side = (at: number) => 1 + (view.getUint16(at, true) | (view.getUint8(at + 2) << 16));
  return [side(24), side(27)];
}

/** Finds the start of the frame, a marker from SOF0 to SOF15 other than DHT, JPG and DAC (ITU-T T.81, table B.1). */
function sizeOfJpeg(view: DataView): [width: number, height: number] | null {
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    const isFrame =
      marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    if (marker < 0xff00) return null;
  }
}
