import { expect } from 'chai';
import type { Hand, RecognizerError } from '../../src/recognizer/index.js';
import { again, correct, digitOf, ZERO } from './support/learning.js';
import {
  BUNDLED,
  CLEAR_SEVEN,
  eventAfter,
  mount,
  mountInForm,
  nextEvent,
  press,
  read,
  record,
  sleep,
  stub,
  type Field,
} from './support/page.js';

/** A key that no other test uses. */
const newKey = () => `test ${Math.random()}`;

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

  /** A field of another document, which shares nothing but what the device keeps. */
  async function openTab(learn: string) {
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.srcdoc = `<script type="module" src="/dist/digit-recognizer.js"></script>
      <form><digit-recognizer learn="${learn}" backend="cpu" loading="eager"></digit-recognizer></form>`;
    await nextEvent(frame, 'load');
    const field = frame.contentDocument!.querySelector('digit-recognizer') as Field;
    await frame.contentWindow!.customElements.whenDefined('digit-recognizer');
    return { frame, field };
  }

  /** The digits that are kept under a key. */
  async function lessonsOf(learn: string, model = ''): Promise<number[] | undefined> {
    const hand = (await kept()).get(JSON.stringify([learn, model])) as Hand | undefined;
    return hand?.examples.map(({ digit }) => digit);
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
    const { field: inside } = await openTab(learn);
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

  it('has nothing of another, whose field was given its key', async () => {
    const [one, other] = [newKey(), newKey()];
    const field = await mount({ learn: one });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    field.learn = other;
    await correct(field, '6');
    field.learn = newKey();
    field.model = '/none/model.json';
    await eventAfter(field, 'digit-error', () => press('5'));
    expect(await lessonsOf(one)).to.deep.equal([4]);
    expect(await lessonsOf(other)).to.deep.equal([6]);
    expect(await lessonsOf(field.learn, new URL(field.model, location.href).href)).to.equal(
      undefined,
    );
  });

  it('is taught what a form confirms also where its page then chooses another', async () => {
    const [one, other] = [newKey(), newKey()];
    const { form, field } = await mountInForm({ learn: one });
    await read(field, CLEAR_SEVEN);
    form.addEventListener('submit', () => (field.learn = other));
    await eventAfter(field, 'digit-learned', () => form.requestSubmit());
    expect(await lessonsOf(one)).to.deep.equal([7]);
    expect(await lessonsOf(other)).to.equal(undefined);
  });

  it('is taught by the next page what a form confirmed as its page was left', async () => {
    const learn = newKey();
    const { frame, field } = await openTab(learn);
    await read(field, CLEAR_SEVEN);
    frame.contentDocument!.querySelector('form')!.onsubmit = (event) => event.preventDefault();
    frame.contentDocument!.querySelector('form')!.requestSubmit();
    await new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(null))));
    frame.remove();
    const later = await mount({ learn, loading: undefined });
    const { detail } = await eventAfter(later, 'digit-learned', () => (later.loading = 'eager'));
    expect(detail).to.deep.equal({ digit: 7, confirmed: true });
    expect(await lessonsOf(learn)).to.deep.equal([7]);
    expect(Object.keys(localStorage).filter((name) => name.includes(learn))).to.deep.equal([]);
  });

  it('has the lessons of two documents that teach at once', async () => {
    const learn = newKey();
    const [one, { field: other }] = [await mount({ learn }), await openTab(learn)];
    await read(one, CLEAR_SEVEN);
    await read(other, ZERO);
    const learned = [nextEvent(one, 'digit-learned'), nextEvent(other, 'digit-learned')];
    // Both by the same script, before either can learn of the other.
    for (const [field, digit] of [
      [one, '4'],
      [other, '6'],
    ] as const) {
      field.dispatchEvent(new KeyboardEvent('keydown', { key: digit }));
    }
    await Promise.all(learned);
    expect((await lessonsOf(learn))?.sort()).to.deep.equal([4, 6]);
  });

  it('does not come back with a lesson of another document that began as it was forgotten', async () => {
    const learn = newKey();
    const [one, { field: other }] = [await mount({ learn }), await openTab(learn)];
    await read(one, CLEAR_SEVEN);
    await correct(one, '4');
    await read(other, ZERO);
    const learned = nextEvent(other, 'digit-learned');
    const forgotten = one.forgetHand();
    other.dispatchEvent(new KeyboardEvent('keydown', { key: '6' }));
    await Promise.all([forgotten, learned]);
    expect((await lessonsOf(learn)) ?? []).to.not.include(4);
  });

  it('has nothing of what another document deletes while this one learns', async () => {
    const learn = newKey();
    const [one, { frame, field: other }] = [await mount({ learn }), await openTab(learn)];
    await read(one, CLEAR_SEVEN);
    await correct(one, '4');
    await read(other, ZERO);
    await sleep(200);
    const { prototype } = (frame.contentWindow as unknown as typeof globalThis).IDBObjectStore;
    const { get } = prototype;
    const learned = nextEvent(other, 'digit-learned');
    await useStore('readonly', async ({ transaction: { db } }) => {
      prototype.get = function (query) {
        prototype.get = get;
        // It comes after this transaction, and before the next.
        const request = get.call(this, query);
        db.transaction('hands', 'readwrite').objectStore('hands').delete([learn, '']);
        return request;
      };
      other.dispatchEvent(new KeyboardEvent('keydown', { key: '6' }));
      await learned;
    });
    expect(await lessonsOf(learn)).to.deep.equal([6]);
  });

  it('is forgotten also while it is loaded', async () => {
    const [learn, copy] = [newKey(), newKey()];
    const field = await mount({ learn });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    const hand = (await kept()).get(JSON.stringify([learn, '']));
    await useStore('readwrite', (store) => done(store.put(hand, [copy, ''])));
    const later = await mount({ learn: copy });
    await later.forgetHand();
    expect(await digitOf(later, CLEAR_SEVEN)).to.equal(7);
    await correct(later, '6');
    expect(await lessonsOf(copy)).to.deep.equal([6]);
  });

  it('that another document has damaged is given up, and can be forgotten', async () => {
    const learn = newKey();
    const field = await mount({ learn });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    await useStore('readwrite', (store) => done(store.put({ version: 99 }, [learn, ''])));
    const channel = new BroadcastChannel(`digit-recognizer ${learn}`);
    channel.postMessage('');
    channel.close();
    await sleep(200);
    expect(await digitOf(field, again(CLEAR_SEVEN))).to.equal(7);
    await correct(field, '6');
    expect(await lessonsOf(learn)).to.deep.equal([6]);
  });

  it('that is not deleted is said to be kept', async () => {
    const learn = newKey();
    const field = await mount({ learn });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    const heard = record(field, 'digit-learned');
    stub(IDBObjectStore.prototype, 'delete', () => {
      throw new DOMException('not now', 'UnknownError');
    });
    const { code, message } = (await field
      .forgetHand()
      .catch((error: RecognizerError) => error)) as RecognizerError;
    expect(code).to.equal('hand-storage');
    expect(message).to.include('cannot be deleted');
    expect(heard).to.deep.equal([]);
  });

  it('is gone with what the browser deletes', async () => {
    const learn = newKey();
    const field = await mount({ learn });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    await useStore('readwrite', (store) => done(store.clear()));
    await read(field, ZERO);
    await correct(field, '6');
    expect(await lessonsOf(learn)).to.deep.equal([6]);
  });

  it('is not written over where it could not be read', async () => {
    const [learn, copy] = [newKey(), newKey()];
    const field = await mount({ learn });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    const hand = (await kept()).get(JSON.stringify([learn, '']));
    await useStore('readwrite', (store) => done(store.put(hand, [copy, ''])));
    let isSilent = true;
    stub(IDBFactory.prototype, 'open', (open) => (isSilent ? new EventTarget() : open()));
    const later = await mount({ learn: copy, loading: undefined });
    const { detail } = await eventAfter(later, 'digit-error', () => (later.loading = 'eager'));
    expect(detail.error.code).to.equal('hand-storage');
    isSilent = false;
    await read(later, ZERO);
    await correct(later, '6');
    expect(await digitOf(later, again(ZERO))).to.equal(6);
    expect(await lessonsOf(copy)).to.deep.equal([4]);
  });

  it('is of the network of an address, however a page writes that', async () => {
    const learn = newKey();
    const field = await mount({ learn, model: `..${BUNDLED}` });
    await read(field, CLEAR_SEVEN);
    await correct(field, '4');
    expect(await lessonsOf(learn, new URL(`..${BUNDLED}`, document.baseURI).href)).to.deep.equal([
      4,
    ]);
  });
});
