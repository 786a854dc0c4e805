import { expect } from 'chai';
import type { NumberRecognizerElement } from '../../src/elements/number-recognizer-element.js';
import type { Point } from '../../src/ink/index.js';
import { DRAWINGS } from '../support/drawings.js';
import { mountNumber, write } from './support/numbers.js';
import {
  BUNDLED,
  CLEAR_SEVEN,
  eventAfter,
  mount,
  mountInForm,
  nextEvent,
  painted,
  press,
  read,
  record,
  shadowPart,
  sleep,
  stub,
  surfaceOf,
  type Field,
} from './support/page.js';

/** A key that no other test uses. */
const newKey = () => `test ${Math.random()}`;

const ZERO = DRAWINGS.find(({ digit }) => digit === 0)!.strokes;

/** The same drawing, as a hand would write it again. */
function again(strokes: readonly Point[][]): Point[][] {
  return strokes.map((stroke) => stroke.map(({ x, y }) => ({ x: 1.05 * x + 0.05 * y, y })));
}

async function correct(field: Field, digit: string): Promise<CustomEvent> {
  surfaceOf(field).focus();
  return eventAfter(field, 'digit-learned', () => press(digit));
}

async function digitOf(field: Field, strokes: Point[][]): Promise<number | null> {
  return (await read(field, strokes)).digit;
}

async function submit(form: HTMLFormElement, field: Field): Promise<void> {
  const learned = nextEvent(field, 'digit-learned');
  form.requestSubmit();
  await learned;
}

describe('a field that learns', function () {
  this.timeout(30_000);

  it('learns a correction, says so, and reads the next such drawing right', async () => {
    const field = await mount({ learn: '' });
    expect(await digitOf(field, CLEAR_SEVEN)).to.equal(7);
    const { detail } = await correct(field, '4');
    expect(detail).to.deep.equal({ digit: 4, confirmed: false });
    expect(await digitOf(field, again(CLEAR_SEVEN))).to.equal(4);
    expect(await digitOf(field, ZERO)).to.equal(0);
  });

  it('learns nothing without the attribute', async () => {
    const field = await mount();
    const heard = record(field, 'digit-learned');
    await read(field, CLEAR_SEVEN);
    surfaceOf(field).focus();
    await press('4');
    await painted();
    expect(await digitOf(field, again(CLEAR_SEVEN))).to.equal(7);
    await field.forgetHand();
    expect(heard).to.deep.equal([]);
  });

  it('takes the last word on a drawing, and forgets a correction that is undone', async () => {
    const field = await mount({ learn: '' });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    await correct(field, '1');
    expect((await eventAfter(field, 'digit-learned', () => field.undo())).detail.digit).to.equal(4);
    expect((await eventAfter(field, 'digit-learned', () => field.undo())).detail.digit).to.equal(
      null,
    );
    expect((await eventAfter(field, 'digit-learned', () => field.redo())).detail.digit).to.equal(4);
    field.clear();
    expect(await digitOf(field, again(CLEAR_SEVEN))).to.equal(4);
  });

  it('learns what was left standing when the form is submitted, once', async () => {
    const { form, field } = await mountInForm({ learn: '' });
    await read(field, CLEAR_SEVEN);
    const details: unknown[] = [];
    field.addEventListener('digit-learned', ({ detail }) => details.push(detail));
    await submit(form, field);
    form.requestSubmit();
    await painted();
    expect(details).to.deep.equal([{ digit: 7, confirmed: true }]);
  });

  it('does not take for accepted what the page set, what is invalid, or what was corrected', async () => {
    const { form, field } = await mountInForm({ learn: '' });
    const heard = record(field, 'digit-learned');
    field.value = '3';
    form.requestSubmit();
    await read(field, CLEAR_SEVEN);
    field.minConfidence = 1.1;
    form.requestSubmit();
    field.minConfidence = 0;
    field.readOnly = true;
    form.requestSubmit();
    field.readOnly = false;
    await painted();
    expect(heard).to.deep.equal([]);
    await correct(field, '4');
    form.requestSubmit();
    await painted();
    expect(heard).to.have.lengthOf(1);
  });

  it('does not share what it learns with fields that have no key, or another', async () => {
    const fields = [
      await mount({ learn: '' }),
      await mount({ learn: '' }),
      await mount({ learn: newKey() }),
    ];
    await read(fields[0]!, CLEAR_SEVEN);
    await correct(fields[0]!, '4');
    for (const other of fields.slice(1)) expect(await digitOf(other, CLEAR_SEVEN)).to.equal(7);
  });

  it('keeps its hand while it is off the page, and when it changes its backend', async () => {
    const field = await mount({ learn: '' });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    field.remove();
    await sleep(20);
    document.body.append(field);
    expect(await digitOf(field, again(CLEAR_SEVEN))).to.equal(4);
    field.backend = 'wasm';
    expect(await digitOf(field, CLEAR_SEVEN)).to.equal(4);
  });

  it('begins and ends to learn with the attribute', async () => {
    const field = await mount();
    await read(field, CLEAR_SEVEN);
    field.learn = '';
    await field.updateComplete;
    await read(field, ZERO);
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    expect(await digitOf(field, CLEAR_SEVEN)).to.equal(4);
    field.learn = null;
    expect(await digitOf(field, CLEAR_SEVEN)).to.equal(7);
  });

  it('forgets all when it is told to', async () => {
    const field = await mount({ learn: '' });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    const { detail } = await eventAfter(field, 'digit-learned', () => field.forgetHand());
    expect(detail.digit).to.equal(null);
    expect(await digitOf(field, CLEAR_SEVEN)).to.equal(7);
  });
});

describe('a hand with a key', function () {
  this.timeout(30_000);

  /** What this device keeps under the keys of this library. */
  async function kept(): Promise<Map<string, unknown>> {
    return useStore('readonly', async (store) => {
      const [keys, values] = [await done(store.getAllKeys()), await done(store.getAll())];
      return new Map(keys.map((key, index) => [JSON.stringify(key), values[index]]));
    });
  }

  async function useStore<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => Promise<T>,
  ): Promise<T> {
    const opening = indexedDB.open('digit-recognizer', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('hands');
    const database = await done(opening);
    const result = await work(database.transaction('hands', mode).objectStore('hands'));
    database.close();
    return result;
  }

  function done<T>(request: IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
  }

  it('is shared by the fields with that key, and kept for later ones', async () => {
    const learn = newKey();
    const [one, other] = [await mount({ learn }), await mount({ learn })];
    await read(other, ZERO);
    await read(one, CLEAR_SEVEN);
    await correct(one, '4');
    expect(await digitOf(other, again(CLEAR_SEVEN))).to.equal(4);
    expect([...(await kept()).keys()]).to.include(JSON.stringify([learn, '']));
    await one.forgetHand();
    expect(await digitOf(other, again(CLEAR_SEVEN))).to.equal(7);
    expect([...(await kept()).keys()]).not.to.include(JSON.stringify([learn, '']));
  });

  it('is read by another document, which learns of changes', async () => {
    const learn = newKey();
    const field = await mount({ learn });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.srcdoc = `<script type="module" src="/dist/digit-recognizer.js"></script>
      <digit-recognizer learn="${learn}" backend="cpu" loading="eager"></digit-recognizer>`;
    await nextEvent(frame, 'load');
    const inside = frame.contentDocument!.querySelector('digit-recognizer') as Field;
    await frame.contentWindow!.customElements.whenDefined('digit-recognizer');
    inside.strokes = again(CLEAR_SEVEN);
    expect((await inside.recognize())?.digit).to.equal(4);
    await field.forgetHand();
    await sleep(300);
    inside.strokes = CLEAR_SEVEN;
    expect((await inside.recognize())?.digit).to.equal(7);
  });

  it('is apart for every network', async () => {
    const learn = newKey();
    const [one, other] = [await mount({ learn }), await mount({ learn, model: BUNDLED })];
    await read(one, CLEAR_SEVEN);
    await correct(one, '4');
    expect(await digitOf(other, CLEAR_SEVEN)).to.equal(7);
  });

  const damaged: [what: string, code: string, hand: unknown][] = [
    ['damaged', 'hand-invalid', { version: 1, examples: 'none' }],
    ['of another version', 'hand-version', { version: 99 }],
    ['of another network', 'hand-network', { version: 1, network: 'f00', examples: [] }],
    ['something else', 'hand-version', 'text'],
  ];
  for (const [what, code, hand] of damaged) {
    it(`that is ${what} is given up: the field says so once, reads, and learns anew`, async () => {
      const learn = newKey();
      // The digest is that of the bundled network where only the rest is damaged.
      const { network } = await bundledHand();
      const stored = code === 'hand-invalid' ? { ...(hand as object), network } : hand;
      await useStore('readwrite', (store) => done(store.put(stored, [learn, ''])));
      const codes: string[] = [];
      const listen = ({ detail }: CustomEvent<{ error: { code?: string } }>) =>
        codes.push(detail.error.code ?? '');
      document.addEventListener('digit-error', listen);
      const fields = [await mount({ learn }), await mount({ learn })];
      for (const field of fields) expect(await digitOf(field, CLEAR_SEVEN)).to.equal(7);
      await correct(fields[0]!, '4');
      expect(await digitOf(fields[1]!, CLEAR_SEVEN)).to.equal(4);
      document.removeEventListener('digit-error', listen);
      expect(codes).to.deep.equal([code]);
      const after = (await kept()).get(JSON.stringify([learn, ''])) as { examples: unknown[] };
      expect(after.examples).to.have.lengthOf(1);
    });
  }

  async function bundledHand(): Promise<{ network: string }> {
    const learn = newKey();
    const field = await mount({ learn });
    await read(field, CLEAR_SEVEN);
    await correct(field, '1');
    const hand = (await kept()).get(JSON.stringify([learn, ''])) as { network: string };
    field.remove();
    return hand;
  }

  const faults: [what: string, owner: () => object, method: string, instead: () => unknown][] = [
    [
      'blocked',
      () => IDBFactory.prototype,
      'open',
      () => {
        throw new DOMException('not here', 'SecurityError');
      },
    ],
    [
      'full',
      () => IDBObjectStore.prototype,
      'put',
      () => {
        throw new DOMException('no room', 'QuotaExceededError');
      },
    ],
    ['silent', () => IDBFactory.prototype, 'open', () => new EventTarget()],
  ];
  for (const [what, owner, method, instead] of faults) {
    it(`works without storage that is ${what}, and says so once`, async () => {
      const learn = newKey();
      stub(owner(), method, instead);
      const codes: string[] = [];
      const fields = [
        await mount({ learn, loading: undefined }),
        await mount({ learn, loading: undefined }),
      ];
      for (const field of fields) {
        field.addEventListener('digit-error', ({ detail }) => codes.push(detail.error.code));
        expect(await digitOf(field, CLEAR_SEVEN)).to.equal(7);
      }
      await correct(fields[0]!, '4');
      for (const field of fields) expect(await digitOf(field, again(CLEAR_SEVEN))).to.equal(4);
      await correct(fields[1]!, '1');
      expect(codes).to.deep.equal(['hand-storage']);
      expect(fields[0]!.matches(':state(error)')).to.equal(false);
    });
  }
});

describe('a number field that learns', function () {
  this.timeout(60_000);

  function surfaceOfNumber(field: NumberRecognizerElement): HTMLInputElement {
    return shadowPart(field, 'input') as HTMLInputElement;
  }

  async function typeInPlace(
    field: NumberRecognizerElement,
    at: number,
    digit: string,
  ): Promise<void> {
    const input = surfaceOfNumber(field);
    input.focus();
    input.setSelectionRange(at, at + 1);
    await press(digit);
  }

  it('learns the digit that was corrected, from its own strokes', async () => {
    const field = await mountNumber({ learn: '' });
    await write(field, '37');
    expect(field.value).to.equal('37');
    const heard: unknown[] = [];
    field.addEventListener('number-learned', ({ detail }) => heard.push(detail));
    const learned = nextEvent(field, 'number-learned');
    await typeInPlace(field, 1, '4');
    await learned;
    expect(field.value).to.equal('34');
    expect(heard).to.deep.equal([{ digit: 4, confirmed: false }]);
    field.clear();
    await write(field, '737');
    expect(field.value).to.equal('434');
    await eventAfter(field, 'number-learned', () => field.forgetHand());
    field.clear();
    await write(field, '37');
    expect(field.value).to.equal('37');
  });

  it('forgets a correction that is undone, and learns what is left standing', async () => {
    const form = document.body.appendChild(document.createElement('form'));
    form.addEventListener('submit', (event) => event.preventDefault());
    const field = await mountNumber({ learn: '' }, form);
    await write(field, '37');
    const heard: unknown[] = [];
    field.addEventListener('number-learned', ({ detail }) =>
      heard.push([detail.digit, detail.confirmed]),
    );
    await eventAfter(field, 'number-learned', () => typeInPlace(field, 1, '4'));
    await eventAfter(field, 'number-learned', () => field.undo());
    form.requestSubmit();
    while (heard.length < 3) await sleep(20);
    expect(heard).to.deep.include.members([
      [4, false],
      [null, false],
      [3, true],
    ]);
  });
});
