import { expect } from 'chai';
import type { CustomElementDeclaration, Package } from 'custom-elements-manifest/schema';
import type * as Library from '../../src/digit-recognizer.js';
import {
  eventAfter,
  MISSING,
  mount,
  mountBroken,
  mountRead,
  painted,
  SEVEN_OR_ONE,
  shadowPart,
  stub,
  type Field,
} from './support/page.js';
import { mountNumber, write } from './support/numbers.js';
import { FakePointer } from './support/pens.js';

const library = (await import('/dist/digit-recognizer.js' as string)) as typeof Library;
const manifest = (await (await fetch('/dist/custom-elements.json')).json()) as Package;

type ElementClass = (abstract new () => HTMLElement) & {
  readonly observedAttributes: readonly string[];
  readonly elementStyles: readonly { readonly cssText: string }[];
};

const CLASSES = {
  'digit-recognizer': library.DigitRecognizerElement,
  'number-recognizer': library.NumberRecognizerElement,
  'digit-probabilities': library.DigitProbabilitiesElement,
  'digit-pad': library.DigitPadElement,
} as unknown as Record<string, ElementClass>;

/** Protected or `@internal` members: JavaScript cannot hide them. */
const HIDDEN = [
  ...['store', 'embedded', 'surfaceFrame', 'penFraction', 'releasePointer', 'drawnOn'],
  ...['interruptStroke', 'beforeScriptChange', 'drawingChanged', 'isSettled', 'formState'],
  ...['restoreState', 'startOver', 'validate', 'editabilityChanged', 'isDisabled', 'isEditable'],
  ...['focusTarget', 'accessibleLabel', 'shownError', 'valueChanged', 'syncForm', 'syncValidity'],
  ...['updateLabel', 'toggleState', 'editByUser', 'forgetEdits', 'announceInput', 'settle'],
  ...['addStyles', 'selected', 'fieldProps', 'errorAnchor', 'requestUpdate'],
  ...['unsettle', 'submitImplicitly', 'fieldValue', 'recognition', 'eventPrefix', 'capture'],
  ...['readAs', 'isValue', 'dispatchResult', 'replace', 'threshold', 'focusSurface', 'announce'],
  ...['readDigits', 'givenDigits', 'defaultDelay', 'recognized', 'whenRead', 'canRead', 'isUnread'],
];

/** The public names that the library puts on the prototypes of an element. */
function ownNames({ prototype }: ElementClass): string[] {
  const chain: object[] = [];
  for (let at: object = prototype; at !== HTMLElement.prototype; at = Object.getPrototypeOf(at)) {
    chain.push(at);
  }
  // The last two are Lit's: ReactiveElement, and LitElement above it.
  const ofLit = new Set(chain.slice(-2).flatMap(Object.getOwnPropertyNames));
  const names = new Set(chain.slice(0, -2).flatMap(Object.getOwnPropertyNames));
  return [...names].filter(
    (name) => !ofLit.has(name) && !/Callback$/.test(name) && !HIDDEN.includes(name),
  );
}

function declarationOf(tag: string): CustomElementDeclaration {
  const declared = manifest.modules.flatMap(({ declarations = [] }) => declarations);
  return declared.find(
    (one): one is CustomElementDeclaration => 'tagName' in one && one.tagName === tag,
  )!;
}

const namesOf = (items: readonly { readonly name: string }[] = []): string[] =>
  items.map(({ name }) => name);

/** The parts of a shadow tree as a page sees them, also those that inner elements export. */
function partsOf(element: Element): string[] {
  return [...element.shadowRoot!.querySelectorAll('*')].flatMap((inner) => {
    const exported = (inner.getAttribute('exportparts') ?? '')
      .split(',')
      .filter((entry) => entry !== '')
      .map((entry) => entry.trim().split(/\s*:\s*/))
      .filter(([name]) => partsOf(inner).includes(name!))
      .map(([name, outside]) => outside ?? name!);
    return [...inner.part, ...exported];
  });
}

function slotsOf(element: Element): string[] {
  return [...element.shadowRoot!.querySelectorAll('slot')].map(({ name }) => name);
}

function propertiesIn(css: string): string[] {
  return css.match(/--digit-recognizer-[\w-]+/g) ?? [];
}

/** The custom properties that have an effect: the shared styles define more than each element uses. */
function effectiveProperties({ elementStyles }: ElementClass): string[] {
  const css = elementStyles.map(({ cssText }) => cssText).join('');
  const definition = /(--_[\w-]+)\s*:([^;}]*)/g;
  const definitions = [...css.matchAll(definition)].map(([, name, value]) => ({ name, value }));
  let used = css.replaceAll(definition, '');
  for (let before = ''; before !== used;) {
    before = used;
    for (const { name, value } of definitions) {
      if (new RegExp(`var\\(${name}[\\s,)]`).test(used) && !used.includes(value!)) used += value;
    }
  }
  return propertiesIn(used);
}

/** A field that was drawn on and has read the drawing. */
async function drawn(attributes: Record<string, string> = {}): Promise<Field> {
  const field = await mount(attributes);
  const pen = new FakePointer(field);
  await eventAfter(field, 'digit-recognized', async () => {
    pen.send('pointerdown', 50, 20);
    // Long enough for the state to be seen.
    await field.updateComplete;
    pen.send('pointermove', 50, 80);
    pen.send('pointerup', 50, 80);
  });
  await field.updateComplete;
  return field;
}

/** A field whose network never arrives. */
async function loading(): Promise<Field> {
  stub(window, 'fetch', () => new Promise(() => undefined));
  return mount({ model: '/slow/model.json' });
}

/** Holds a file over a field that takes pictures, once it shows that it does. */
async function heldOver(field: Field): Promise<void> {
  while (!partsOf(field).includes('picture-button')) await painted();
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([], 'photo.png', { type: 'image/png' }));
  field.dispatchEvent(new DragEvent('dragover', { dataTransfer }));
}

async function part(tag: string, properties: object = {}): Promise<HTMLElement> {
  const element = Object.assign(document.createElement(tag), properties);
  document.body.append(element);
  await (element as unknown as { updateComplete: Promise<boolean> }).updateComplete;
  return element;
}

const PROBABILITIES = [0.1, 0, 0, 0, 0, 0, 0, 0.9, 0, 0];

/** Each element in states that together show all its parts. */
const SHOWN: Record<string, () => Promise<HTMLElement[]>> = {
  'digit-recognizer': async () => [
    await drawn({ display: 'bars', pictures: '' }),
    await drawn({ display: 'chips' }),
    await mountRead({}, SEVEN_OR_ONE),
    await mountBroken(),
    await loading(),
  ],
  'digit-probabilities': async () => [
    await part('digit-probabilities', { probabilities: PROBABILITIES }),
    await part('digit-probabilities', { probabilities: PROBABILITIES, variant: 'chips' }),
  ],
  'digit-pad': async () => [await part('digit-pad')],
  'number-recognizer': async () => {
    const written = await mountNumber();
    await write(written, '137');
    written.shadowRoot!.querySelector<HTMLElement>('[part~="bracket"]')!.click();
    await written.updateComplete;
    const typed = await mountNumber({ value: '42' });
    const failed = await mountNumber({ model: MISSING });
    await failed.ready.catch(() => undefined);
    await failed.updateComplete;
    stub(window, 'fetch', () => new Promise(() => undefined));
    return [written, typed, failed, await mountNumber({ model: '/slow/model.json' })];
  },
};

describe('the manifest agrees with the running element', () => {
  for (const [tag, element] of Object.entries(CLASSES)) {
    const declaration = declarationOf(tag);
    const { attributes = [], members = [] } = declaration;

    it(`<${tag}> observes the attributes listed`, () => {
      expect(namesOf(attributes)).to.have.members([...element.observedAttributes]);
    });

    it(`<${tag}> has the fields and methods listed, and no other`, () => {
      const ofInstance = members.filter((member) => !('static' in member));
      expect(namesOf(ofInstance)).to.have.members(ownNames(element));
      for (const member of members) {
        const place = ('static' in member ? element : element.prototype) as object;
        expect(member.name in place, member.name).to.be.true;
      }
      for (const { name } of members.filter(({ kind }) => kind === 'method')) {
        expect(element.prototype[name as keyof HTMLElement], name).to.be.a('function');
      }
    });

    it(`<${tag}> begins with the defaults listed, and what is read-only cannot be set`, async () => {
      const fresh = (await part(tag)) as unknown as Record<string, unknown>;
      for (const member of members) {
        if (member.kind !== 'field' || member.static) continue;
        const { name, default: initial, readonly = false } = member;
        if (initial !== undefined) {
          expect(fresh[name], name).to.equal(JSON.parse(initial.replaceAll("'", '"')));
        }
        expect(!Reflect.set(fresh, name, fresh[name]), `${name} is read-only`).to.equal(readonly);
      }
    });

    it(`<${tag}> has the parts and the slots listed`, async () => {
      const shown = await SHOWN[tag]!();
      expect([...new Set(shown.flatMap(partsOf))]).to.have.members(namesOf(declaration.cssParts));
      expect([...new Set(shown.flatMap(slotsOf))]).to.have.members(namesOf(declaration.slots));
    });

    it(`<${tag}> is styled by the custom properties listed, and by no other`, () => {
      // Custom properties are inherited by the elements that the element is built of.
      const { 'number-recognizer': number, ...ofDigits } = CLASSES;
      const builtOf: Record<string, ElementClass[]> = {
        'digit-recognizer': Object.values(ofDigits),
        'number-recognizer': [number!, ofDigits['digit-pad']!],
      };
      const all = builtOf[tag] ?? [element];
      const css = all.flatMap(({ elementStyles }) => elementStyles.map(({ cssText }) => cssText));
      const listed = namesOf(declaration.cssProperties);
      expect(propertiesIn(css.join(''))).to.include.members(listed);
      expect(listed).to.include.members(all.flatMap(effectiveProperties));
    });
  }

  /** What an element fires, and the states that it takes on, while it is used. */
  async function noticed(tag: string, use: () => Promise<void>) {
    const heard = new Set<string>();
    const entered = new Set<string>();
    const { dispatchEvent } = EventTarget.prototype;
    stub(CustomStateSet.prototype, 'add', (original, [state]) => {
      entered.add(state as string);
      return original();
    });
    HTMLElement.prototype.dispatchEvent = function (this: HTMLElement, event: Event): boolean {
      // The surface fires the events of strokes.
      if (this.localName === tag || event.type.includes('-stroke-')) heard.add(event.type);
      return dispatchEvent.call(this, event);
    };
    try {
      await use();
    } finally {
      Reflect.deleteProperty(HTMLElement.prototype, 'dispatchEvent');
    }
    for (const own of ['keydown', 'dragover']) heard.delete(own);
    return { heard: [...heard], entered: [...entered] };
  }

  it('<digit-recognizer> fires the events and has the states listed', async () => {
    const { events = [], cssStates = [] } = declarationOf('digit-recognizer');
    const { heard, entered } = await noticed('digit-recognizer', async () => {
      const field = await drawn({ loading: 'eager', required: '', learn: '' });
      field.focus();
      await eventAfter(field, 'digit-learned', () =>
        field.dispatchEvent(new KeyboardEvent('keydown', { key: '7' })),
      );
      await mountBroken();
      await heldOver(await mount({ pictures: '' }));
    });
    expect(heard).to.have.members(namesOf(events));
    expect(entered).to.have.members(namesOf(cssStates));
  });

  it('<number-recognizer> fires the events and has the states listed', async () => {
    const { events = [], cssStates = [] } = declarationOf('number-recognizer');
    const { heard, entered } = await noticed('number-recognizer', async () => {
      const field = await mountNumber({ required: '', learn: '' });
      await write(field, '17');
      field.shadowRoot!.querySelector<HTMLElement>('[part~="bracket"]')!.click();
      await field.updateComplete;
      const corrected = eventAfter(field, 'number-corrected', () => undefined);
      await eventAfter(field, 'number-learned', () =>
        (shadowPart(field, '[part~="alternative"]') as HTMLElement).click(),
      );
      await corrected;
      const failed = await mountNumber({ model: MISSING });
      await failed.ready.catch(() => undefined);
      await failed.updateComplete;
    });
    expect(heard).to.have.members(namesOf(events));
    expect(entered).to.have.members(namesOf(cssStates));
  });

  it('<digit-pad> and <digit-probabilities> fire the events listed', async () => {
    const heard = (element: HTMLElement): Promise<void>[] =>
      namesOf(declarationOf(element.localName).events).map(
        (type) =>
          new Promise((resolve) => element.addEventListener(type, () => resolve(), { once: true })),
      );
    const pad = await part('digit-pad');
    const chips = await part('digit-probabilities', { variant: 'chips' });
    const all = [...heard(pad), ...heard(chips)];
    new FakePointer(pad).stroke([20, 20], [80, 80]);
    (shadowPart(chips, 'button') as HTMLElement).click();
    await Promise.all(all);
    expect(all).to.have.length(5);
  });
});
