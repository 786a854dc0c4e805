import { html, type TemplateResult } from 'lit';
import { decodePicture } from '../recognizer/blob.js';
import type { Recognizer, Result } from '../recognizer/index.js';
import { createContext, sizeOfPicture } from '../recognizer/picture.js';
import { TOO_SMALL } from '../recognizer/recognizer.js';
import { icon } from './digit-recognizer.template.js';
import type { Strings } from './i18n.js';

/** More pixels are not read; see `src/ink/paper.ts`. */
const MAX_PIXELS = 480 * 480;

/** What a field does with pictures. */
interface PictureTaker {
  /** The user may give a picture now. */
  isWelcome(): boolean;
  /** A picture is held over the field, or no longer. */
  isOver(isOver: boolean): void;
  /** A picture is being decoded. */
  came(): void;
  take(picture: HTMLCanvasElement): void;
  /** The file is no picture that the browser can decode. */
  failed(error: unknown): void;
}

/** Pictures that the user pastes, drops or chooses. Of several the first is taken; of one after another the last. */
export class PictureInput {
  readonly #field: HTMLElement;
  readonly #taker: PictureTaker;
  #last: Blob | null = null;

  /** @internal */
  constructor(field: HTMLElement, taker: PictureTaker) {
    this.#field = field;
    this.#taker = taker;
    field.addEventListener('paste', (event) => this.#offer(event, event.clipboardData));
    field.addEventListener('drop', (event) => this.#offer(event, event.dataTransfer));
    for (const type of ['dragenter', 'dragover'] as const)
      field.addEventListener(type, (event) => {
        if (!taker.isWelcome() || !event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        taker.isOver(true);
      });
    for (const type of ['dragleave', 'drop'])
      field.addEventListener(type, () => taker.isOver(false));
  }

  /** The button that chooses a picture. */
  button(strings: Strings, isEditable: boolean): TemplateResult {
    return html`<button
      type="button"
      part="button picture-button"
      title=${strings.picture}
      ?disabled=${!isEditable}
      @click=${() => this.#choose()}
    >
      ${pictureIcon}
    </button>`;
  }

  /** A picture without ink is no digit. */
  async read(recognizer: Recognizer, picture: HTMLCanvasElement): Promise<Result> {
    const result = await recognizer.recognize(picture);
    const { backend } = recognizer;
    return result ?? { ...TOO_SMALL, digit: null, reason: 'not-a-digit', backend, elapsed: 0 };
  }

  #offer(event: Event, data: DataTransfer | null): void {
    const files = [...(data?.files ?? [])];
    const file = files.find(({ type }) => type.startsWith('image/')) ?? files[0];
    if (!file || !this.#taker.isWelcome()) return;
    event.preventDefault();
    void this.#take(file);
  }

  #choose(): void {
    const { ownerDocument } = this.#field;
    const input = Object.assign(ownerDocument.createElement('input'), {
      type: 'file',
      accept: 'image/*',
    });
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      if (file) void this.#take(file);
    });
    input.click();
  }

  async #take(file: Blob): Promise<void> {
    const taker = this.#taker;
    this.#last = file;
    taker.came();
    try {
      const picture = await decodePicture(file, scaled);
      if (this.#last === file && taker.isWelcome()) taker.take(picture);
    } catch (error) {
      if (this.#last === file) taker.failed(error);
    }
  }
}

/** A picture as it is shown and read. */
function scaled(picture: ImageBitmap | HTMLImageElement): HTMLCanvasElement {
  const [width, height] = sizeOfPicture(picture);
  const scale = Math.min(1, Math.sqrt(MAX_PIXELS / (width * height)));
  const side = (length: number): number => Math.max(1, Math.floor(length * scale));
  const context = createContext(side(width), side(height));
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, side(width), side(height));
  return context.canvas as HTMLCanvasElement;
}

const pictureIcon = icon(
  'M5.5 5h13a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z' +
    'M9 8.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2zM5 18l5.5-5 3 2.5L17 12l3.5 3.5',
);
