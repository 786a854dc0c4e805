import { expect } from 'chai';
import {
  buttonOf,
  canvasOf,
  CLEAR_SEVEN,
  eventAfter,
  logged,
  mountInForm,
  outcomeOf,
  painted,
  pixelOf,
  read,
  record,
  sleep,
  surfaceOf,
  textOf,
  type Field,
} from './support/page.js';
import { FakePointer } from './support/pens.js';

let field: Field;
let form: HTMLFormElement;

/** A photo of paper of this many pixels, with lines in a square of 100 written on it. */
function photo(
  lines: readonly (readonly [number, number])[],
  side = 300,
  type = 'image/png',
): Promise<File> {
  const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#eee8dd';
  context.fillRect(0, 0, side, side);
  context.lineWidth = side / 25;
  context.lineCap = context.lineJoin = 'round';
  context.strokeStyle = '#223';
  for (const [x, y] of lines) context.lineTo((x * side) / 100, (y * side) / 100);
  context.stroke();
  return new Promise((resolve) =>
    canvas.toBlob((blob) => resolve(new File([blob!], 'photo', { type })), type),
  );
}

const SEVEN = [
  [30, 25],
  [68, 25],
  [45, 80],
] as const;
const ONE = [
  [50, 15],
  [50, 85],
] as const;

/** As the browser fires it when the user pastes or drops. @returns whether the field took it. */
function give(type: 'paste' | 'drop' | 'dragover', ...files: File[]): boolean {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  const event = new Event(type, { bubbles: true, composed: true, cancelable: true });
  const name = type === 'paste' ? 'clipboardData' : 'dataTransfer';
  Object.defineProperty(event, name, { value: data });
  surfaceOf(field).dispatchEvent(event);
  return event.defaultPrevented;
}

/** Gives pictures, and waits until the last is read. */
const readPicture = async (type: 'paste' | 'drop', ...files: File[]) =>
  (await eventAfter(field, 'digit-recognized', () => give(type, ...files))).detail;

describe('a field with pictures', () => {
  beforeEach(async () => {
    ({ form, field } = await mountInForm({ pictures: '', 'recognize-delay': '0' }));
    await field.ready;
    while (!field.shadowRoot!.querySelector('[part~="picture-button"]')) await sleep(10);
  });

  for (const type of ['paste', 'drop'] as const)
    it(`reads what comes by ${type}, shows it, and is a field with a value`, async () => {
      const heard = record(field, 'input', 'change', 'digit-corrected');
      const result = await readPicture(type, await photo(SEVEN));
      expect(result.digit).to.equal(7);
      expect(new FormData(form).get('answer')).to.equal('7');
      await painted();
      const [red, green, blue] = pixelOf(canvasOf(field), 90, 90);
      expect([red! > 220, green! > 220, blue! > 200]).to.deep.equal([true, true, true]);
      expect(pixelOf(canvasOf(field), 50, 25)[0]).to.be.lessThan(90);
      expect(textOf(field, 'digit')).to.equal('7');
      field.blur();
      await sleep(1100);
      expect(heard).to.deep.equal(['input', 'change']);
      expect([field.strokes, field.drawing, field.isEmpty]).to.deep.equal([[], null, false]);
    });

  it('reads a photo of millions of pixels, turned as the camera says', async () => {
    const result = await readPicture('drop', await photo(SEVEN, 3000, 'image/jpeg'));
    expect(result).to.include({ digit: 7 });
  });

  it('undoes and redoes it in one step, and reads again', async () => {
    await read(field, CLEAR_SEVEN);
    await readPicture('paste', await photo(ONE));
    expect(field.value).to.equal('1');
    field.undo();
    expect((await field.recognize())!.digit).to.equal(7);
    expect(field.strokes).to.have.length(1);
    field.redo();
    expect(field.strokes).to.have.length(0);
    expect((await field.recognize())!.digit).to.equal(1);
    field.clear();
    expect([field.value, field.isEmpty]).to.deep.equal(['', true]);
  });

  it('lets a stroke take its place, and the last of several pictures', async () => {
    await readPicture('paste', await photo(ONE));
    const pen = new FakePointer(field);
    await eventAfter(field, 'digit-recognized', () => pen.stroke([30, 25], [70, 25], [45, 80]));
    expect([field.value, field.strokes.length]).to.deep.equal(['7', 1]);
    const files = [await photo(SEVEN), await photo(ONE)];
    const results = record(field, 'digit-recognized');
    await eventAfter(field, 'digit-recognized', () => files.map((file) => give('paste', file)));
    await sleep(200);
    expect([field.value, results.length]).to.deep.equal(['1', 1]);
  });

  it('lets its reading be corrected', async () => {
    await readPicture('paste', await photo(ONE));
    const { detail } = await eventAfter(field, 'digit-corrected', () =>
      field.dispatchEvent(new KeyboardEvent('keydown', { key: '7' })),
    );
    expect(detail).to.include({ digit: 7 });
    expect(detail.strokes).to.deep.equal([]);
    expect(field.value).to.equal('7');
    field.undo();
    expect((await field.recognize())!.digit).to.equal(1);
  });

  it('says of blank paper that there is no digit, and enters nothing', async () => {
    const result = await readPicture('drop', await photo([]));
    expect(result).to.include({ digit: null, reason: 'not-a-digit' });
    expect([field.value, field.validity.badInput]).to.deep.equal(['', true]);
  });

  it('says that a file is no picture, and keeps the drawing', async () => {
    await read(field, CLEAR_SEVEN);
    logged('error');
    const { detail } = await eventAfter(field, 'digit-error', () =>
      give('drop', new File(['%PDF-1.7'], 'bill.pdf', { type: 'application/pdf' })),
    );
    expect(detail.error).to.include({ code: 'image-undecodable' });
    await field.updateComplete;
    expect(textOf(field, 'status')).to.include('Recognition failed');
    expect([field.value, field.strokes.length]).to.deep.equal(['7', 1]);
    buttonOf(field, 'retry').click();
    await field.recognize();
    await field.updateComplete;
    expect([field.value, textOf(field, 'status')]).to.deep.equal(['7', '7']);
  });

  it('offers a file or the camera, by a button that keys reach', async () => {
    const button = buttonOf(field, 'picture');
    expect(button.title).to.equal('Read a picture');
    const clicked = new Promise<HTMLInputElement>((resolve) => {
      const { click } = HTMLInputElement.prototype;
      HTMLInputElement.prototype.click = function () {
        HTMLInputElement.prototype.click = click;
        resolve(this);
      };
    });
    button.click();
    const input = await clicked;
    expect([input.type, input.accept]).to.deep.equal(['file', 'image/*']);
    const files = new DataTransfer();
    files.items.add(await photo(SEVEN));
    input.files = files.files;
    await eventAfter(field, 'digit-recognized', () => input.dispatchEvent(new Event('change')));
    expect(field.value).to.equal('7');
  });

  it('leaves alone what is no file, and everything where it may not be changed', async () => {
    expect(give('paste')).to.equal(false);
    const file = await photo(SEVEN);
    for (const name of ['readOnly', 'disabled'] as const) {
      field[name] = true;
      await field.updateComplete;
      expect(give('drop', file)).to.equal(false);
      expect(buttonOf(field, 'picture').disabled).to.equal(true);
      field[name] = false;
    }
    field.pictures = false;
    await field.updateComplete;
    expect(field.shadowRoot!.querySelector('[part~="picture-button"]')).to.equal(null);
    expect(give('paste', file)).to.equal(false);
    expect(field.isEmpty).to.equal(true);
  });

  it('shows where a picture may be dropped, while one is held over it', async () => {
    const file = await photo(SEVEN);
    expect(give('dragover', file)).to.equal(true);
    expect(field.matches(':state(dropping)')).to.equal(true);
    await readPicture('drop', file);
    expect(field.matches(':state(dropping)')).to.equal(false);
  });

  it('keeps the value where the browser restores it', async () => {
    await readPicture('paste', await photo(SEVEN));
    field.remove();
    form.append(field);
    expect(field.value).to.equal('7');
    form.reset();
    expect([field.value, field.isEmpty]).to.deep.equal(['', true]);
    expect(await outcomeOf(field.recognize())).to.equal(null);
  });
});
