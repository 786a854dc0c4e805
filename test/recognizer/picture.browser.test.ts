import { expect } from 'chai';
import type { Recognizer, RecognizerInput } from '../../src/recognizer/types.js';
import { fakePage } from './fake-backends.js';

const PICTURE = '/test/recognizer/one.svg';

let recognizer: Recognizer;
/** The input image of the last run. */
let seen: Float32Array | undefined;

async function imageOf(input: RecognizerInput): Promise<Float32Array> {
  seen = undefined;
  expect(await recognizer.recognize(input)).not.to.equal(null);
  return seen!;
}

async function codeOf(input: RecognizerInput): Promise<string> {
  try {
    await recognizer.recognize(input);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'no error';
}

function drawOne(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D): void {
  context.fillStyle = 'white';
  context.fillRect(0, 0, 60, 80);
  context.lineWidth = 6;
  context.stroke(new Path2D('M20 20 L32 10 V70'));
}

function canvas(width = 60, height = 80): HTMLCanvasElement {
  return Object.assign(document.createElement('canvas'), { width, height });
}

function drawnCanvas(): HTMLCanvasElement {
  const element = canvas();
  drawOne(element.getContext('2d')!);
  return element;
}

async function loadedImage(source: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = source;
  await image.decode();
  return image;
}

describe('pictures that a page has', () => {
  let expected: Float32Array;

  before(async () => {
    const page = fakePage();
    page.cpu.output = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    page.cpu.onRun = (images) => (seen = images.slice());
    recognizer = await page.createRecognizer();
    expected = await imageOf(drawnCanvas().getContext('2d')!.getImageData(0, 0, 60, 80));
  });

  it('a canvas is read as its pixels are', async () => {
    expect(await imageOf(drawnCanvas())).to.deep.equal(expected);
  });

  it('so is an offscreen canvas', async () => {
    const offscreen = new OffscreenCanvas(60, 80);
    drawOne(offscreen.getContext('2d')!);
    expect(await imageOf(offscreen)).to.deep.equal(expected);
  });

  it('so is a bitmap', async () => {
    expect(await imageOf(await createImageBitmap(drawnCanvas()))).to.deep.equal(expected);
  });

  it('so is an image', async () => {
    const actual = await imageOf(await loadedImage(PICTURE));
    const error = actual.map((value, i) => Math.abs(value - expected[i]!));
    expect(Math.max(...error)).to.be.below(0.05);
  });

  describe('picture files', () => {
    const blobOf = (type: string, element = drawnCanvas()): Promise<Blob> =>
      new Promise((resolve) => element.toBlob((blob) => resolve(blob!), type, 1));

    function close(actual: Float32Array, other: Float32Array): void {
      const error = actual.map((value, i) => Math.abs(value - other[i]!));
      expect(Math.max(...error)).to.be.below(0.15);
    }

    it('a PNG file is read as its pixels are', async () => {
      expect(await imageOf(await blobOf('image/png'))).to.deep.equal(expected);
      const file = new File([await blobOf('image/png')], 'one.png');
      expect(await imageOf(file)).to.deep.equal(expected);
    });

    it('a JPEG is turned as its camera was', async () => {
      // On its side, with the note that the top is at the right (orientation 6).
      const turned = canvas(80, 60);
      const context = turned.getContext('2d')!;
      context.rotate(-Math.PI / 2);
      context.translate(-60, 0);
      drawOne(context);
      const bytes = new Uint8Array(await (await blobOf('image/jpeg', turned)).arrayBuffer());
      // prettier-ignore
      const exif = [
        0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, // Exif
        0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, // big-endian TIFF, one entry
        0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
      ];
      const head = bytes.slice(0, 2);
      const rest = bytes.slice(2);
      close(
        await imageOf(new Blob([head, new Uint8Array(exif), rest], { type: 'image/jpeg' })),
        expected,
      );
    });

    it('what is no picture is named, and so is an empty file', async () => {
      expect(await codeOf(new Blob(['no picture'], { type: 'image/png' }))).to.equal(
        'image-undecodable',
      );
      expect(await codeOf(new Blob([]))).to.equal('image-undecodable');
    });

    it('a picture too large for the memory is refused by its header', async () => {
      // prettier-ignore
      const png = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 1, 0, 0, 0, 1, 0, 0];
      // prettier-ignore
      const jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc2, 0, 17, 8, 0xff, 0xff, 0xff, 0xff];
      for (const bytes of [png, jpeg]) {
        expect(await codeOf(new Blob([new Uint8Array(bytes)]))).to.equal('image-too-large');
      }
    });
  });

  it('and an image of another document', async () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const foreign = frame.contentDocument!.createElement('canvas');
    Object.assign(foreign, { width: 60, height: 80 });
    drawOne(foreign.getContext('2d')!);
    expect(await imageOf(foreign)).to.deep.equal(expected);
    frame.remove();
  });

  it('a canvas that draws with WebGL can be read, and keeps its context', async () => {
    const element = canvas();
    const gl = element.getContext('webgl2', { preserveDrawingBuffer: true })!;
    gl.clearColor(1, 1, 1, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(25, 10, 8, 60);
    gl.clearColor(0, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const image = await imageOf(element);
    // A bar of 8×60 scaled to the height of the box: 20 rows of ink in the middle.
    const rows = Array.from({ length: 28 }, (_, y) =>
      Math.max(...image.subarray(y * 28, y * 28 + 28)),
    );
    expect(rows.map((value) => (value > 0.5 ? 1 : 0)).join('')).to.equal(
      '0000111111111111111111110000',
    );
    expect(gl.isContextLost()).to.equal(false);
  });

  it('a picture larger than a screen is read as well', async () => {
    const large = canvas(600 * 8, 800 * 8);
    const context = large.getContext('2d')!;
    context.scale(80, 80);
    drawOne(context);
    // As many pixels as are read of it, drawn in that size.
    const scaled = canvas(1536, 2048).getContext('2d')!;
    scaled.scale(25.6, 25.6);
    drawOne(scaled);
    const wanted = await imageOf(scaled.getImageData(0, 0, 1536, 2048));
    const actual = await imageOf(large);
    const error = actual.map((value, i) => Math.abs(value - wanted[i]!));
    expect(Math.max(...error)).to.be.below(0.15);
  });

  it('a canvas without anything on it, or without area, has no digit', async () => {
    expect(await recognizer.recognize(canvas())).to.equal(null);
    expect(await recognizer.recognize(canvas(0, 0))).to.equal(null);
  });

  it('a canvas that was never drawn on can still get any context', async () => {
    const element = canvas();
    await recognizer.recognize(element);
    expect(element.getContext('webgl2')).not.to.equal(null);
  });

  it('an image that has not loaded is named', async () => {
    const loading = new Image();
    loading.src = `${PICTURE}?late`;
    expect(await codeOf(loading)).to.equal('image-not-loaded');
    expect(await codeOf(new Image())).to.equal('image-not-loaded');
    const broken = new Image();
    broken.src = 'data:image/png;base64,AAAA';
    await broken.decode().catch(() => undefined);
    expect(await codeOf(broken)).to.equal('image-not-loaded');
  });

  it('a bitmap that was closed is named', async () => {
    const bitmap = await createImageBitmap(drawnCanvas());
    bitmap.close();
    expect(await codeOf(bitmap)).to.equal('image-not-loaded');
  });

  it('an image of another site is named', async function () {
    const elsewhere = new URL(PICTURE, location.href);
    elsewhere.hostname = location.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
    const image = await loadedImage(elsewhere.href).catch(() => this.skip());
    expect(await codeOf(image)).to.equal('image-tainted');
    const tainted = canvas();
    tainted.getContext('2d')!.drawImage(image, 0, 0);
    expect(await codeOf(tainted)).to.equal('image-tainted');
  });

  describe('where the browser gives noise for pixels', () => {
    const prototypes = [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D];
    const originals = prototypes.map(({ prototype }) => prototype.getImageData);
    afterEach(() =>
      prototypes.forEach(({ prototype }, i) => (prototype.getImageData = originals[i]!)),
    );

    /** As a browser does that protects against fingerprinting. */
    function falsify(change: (value: number, index: number) => number): void {
      prototypes.forEach(({ prototype }, i) => {
        prototype.getImageData = function (this: never, ...args: [number, number, number, number]) {
          const pixels = originals[i]!.apply(this, args);
          pixels.data.set(pixels.data.map(change));
          return pixels;
        };
      });
    }

    it('a canvas, an image, a bitmap and pixels of a canvas are refused by name', async () => {
      falsify(() => Math.random() * 256);
      const read = drawnCanvas().getContext('2d')!.getImageData(0, 0, 60, 80);
      const offscreen = new OffscreenCanvas(60, 80);
      drawOne(offscreen.getContext('2d')!);
      const pictures = [
        drawnCanvas(),
        offscreen,
        await loadedImage(PICTURE),
        await createImageBitmap(drawnCanvas()),
        read,
      ];
      for (const picture of pictures) expect(await codeOf(picture)).to.equal('picture-blocked');
    });

    it('and where all is white or clear', async () => {
      for (const value of [255, 0]) {
        falsify(() => value);
        expect(await codeOf(drawnCanvas())).to.equal('picture-blocked');
      }
    });

    it('but pixels that no canvas gave are read, and so is what noise hardly changes', async () => {
      const own = drawnCanvas().getContext('2d')!.getImageData(0, 0, 60, 80);
      falsify(() => Math.random() * 256);
      expect(await imageOf(own)).to.deep.equal(expected);
      falsify((value, i) => value ^ (i % 2));
      const actual = await imageOf(drawnCanvas());
      const error = actual.map((value, i) => Math.abs(value - expected[i]!));
      expect(Math.max(...error)).to.be.below(0.05);
    });

    it('and the message says what to do', async () => {
      falsify(() => Math.random() * 256);
      const error = await recognizer.recognize(drawnCanvas()).catch((error: unknown) => error);
      expect(error)
        .to.have.property('message')
        .that.matches(/resistFingerprinting.*Allow.*strokes/);
    });
  });

  it('an element that is no picture is named', async () => {
    for (const name of ['video', 'div']) {
      const element = document.createElement(name) as unknown as HTMLImageElement;
      expect(await codeOf(element)).to.equal('input-unsupported');
    }
  });
});
