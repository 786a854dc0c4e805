import { expect } from 'chai';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { mount, shadowPart, wipe } from './support/page.js';

type Field = DigitRecognizerElement;

function surfaceOf(element: Field): Element {
  return shadowPart(element, '[role="spinbutton"]');
}

/** After the observers of the page and the element's own update. */
async function nameOf(element: Field): Promise<string> {
  await Promise.resolve();
  await element.updateComplete;
  return surfaceOf(element).getAttribute('aria-label') ?? '';
}

/** The text that `aria-describedby` refers to, slots included. */
async function descriptionOf(element: Field): Promise<string> {
  await Promise.resolve();
  await element.updateComplete;
  const ids = surfaceOf(element).getAttribute('aria-describedby')!.split(' ');
  const described = ids.map((id) => element.shadowRoot!.getElementById(id)!);
  const texts = described.flatMap((one) => {
    const slot = one.querySelector('slot');
    return slot ? slot.assignedNodes({ flatten: true }) : [one as Node];
  });
  return texts
    .map((node) => node.textContent!.replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '')
    .join(' ');
}

function labelFor(id: string, html: string): HTMLLabelElement {
  const label = document.createElement('label');
  label.htmlFor = id;
  label.innerHTML = html;
  document.body.append(label);
  return label;
}

function append(html: string): HTMLElement {
  const template = document.createElement('template');
  template.innerHTML = html;
  const element = template.content.firstElementChild as HTMLElement;
  document.body.append(element);
  return element;
}

describe('the accessible name', () => {
  afterEach(wipe);

  /** Each changes what the page calls the field. */
  const CHANGES: Record<string, (element: Field, label: HTMLLabelElement) => unknown> = {
    'the text of the label changed': (_, label) => (label.textContent = '3 + 2 ='),
    'its text node changed': (_, label) => ((label.firstChild as Text).data = '3 + 2 ='),
    'its text node is split and changed deep inside': (_, label) => {
      label.innerHTML = '3 <b><i>+ 1</i></b> =';
      label.querySelector('i')!.firstChild!.nodeValue = '+ 2';
    },
    'the label is replaced by another': (_, label) => {
      label.remove();
      labelFor('answer', '3 + 2 =');
    },
    'the label comes to name it by `for`': (_, label) => {
      label.htmlFor = 'other';
      labelFor('late', '3 + 2 =').htmlFor = 'answer';
    },
    'its own id changed': (element) => {
      labelFor('renamed', '3 + 2 =');
      element.id = 'renamed';
    },
    '`aria-label` is set': (element) => element.setAttribute('aria-label', '3 + 2 ='),
    'the property ariaLabel is set': (element) => (element.ariaLabel = '3 + 2 ='),
    '`aria-labelledby` is set, which goes before `aria-label`': (element) => {
      append('<p id="first">3 +</p>');
      append('<p id="second">2 =</p>');
      element.setAttribute('aria-label', 'no');
      element.setAttribute('aria-labelledby', 'first second');
    },
    'it is moved under another label': (element, label) => {
      label.remove();
      const wrapping = append('<label>3 + 2 =</label>');
      wrapping.append(element);
    },
  };
  for (const [change, make] of Object.entries(CHANGES)) {
    for (const focused of [false, true]) {
      it(`follows at once when ${change}${focused ? ', also while it has the focus' : ''}`, async () => {
        const element = await mount({ id: 'answer' });
        const label = labelFor('answer', '6 + 1 =');
        expect(await nameOf(element)).to.equal('6 + 1 =');
        if (focused) element.focus();
        make(element, label);
        expect(await nameOf(element)).to.equal('3 + 2 =');
      });
    }
  }

  it('follows when what `aria-labelledby` names changes or comes, and back', async () => {
    const element = await mount({ 'aria-labelledby': 'question' });
    expect(await nameOf(element)).to.equal('Handwritten digit');
    const question = append('<p id="question">6 + 1 =</p>');
    expect(await nameOf(element)).to.equal('6 + 1 =');
    question.firstChild!.nodeValue = '3 + 2 =';
    expect(await nameOf(element)).to.equal('3 + 2 =');
    element.setAttribute('aria-label', 'Sum');
    expect(await nameOf(element)).to.equal('3 + 2 =');
    element.removeAttribute('aria-labelledby');
    expect(await nameOf(element)).to.equal('Sum');
    element.removeAttribute('aria-label');
    expect(await nameOf(element)).to.equal('Handwritten digit');
  });

  it('is the title where there is nothing else', async () => {
    const element = await mount({ title: 'A digit' });
    expect(await nameOf(element)).to.equal('A digit');
    element.title = 'One digit';
    expect(await nameOf(element)).to.equal('One digit');
    element.label = '6 + 1 =';
    expect(await nameOf(element)).to.equal('6 + 1 =');
    expect(await descriptionOf(element)).to.match(/^One digit Draw a digit/);
  });

  it('follows what is slotted, and the attribute `label`, which is shown without it', async () => {
    const element = await mount({ label: '6 + 1 =' });
    expect(await nameOf(element)).to.equal('6 + 1 =');
    expect(shadowPart(element, '[part="label"]').textContent!.trim()).to.equal('6 + 1 =');
    element.setAttribute('label', '1 + 1 =');
    expect(await nameOf(element)).to.equal('1 + 1 =');
    element.innerHTML = '<b slot="label">3 + <i>1</i> =</b>';
    expect(await nameOf(element)).to.equal('3 + 1 =');
    element.querySelector('i')!.firstChild!.nodeValue = '2';
    expect(await nameOf(element)).to.equal('3 + 2 =');
    element.firstElementChild!.slot = '';
    expect(await nameOf(element)).to.equal('1 + 1 =');
  });

  it('of a wrapping label leaves out what the field itself holds, and what is hidden', async () => {
    const label = append(`<label>3 + 2 = <i aria-hidden="true">*</i><i hidden>no</i>
      <i style="display: none">no</i></label>`);
    const element = await mount({ help: 'Draw or type.' }, label);
    element.innerHTML = `<b slot="label">3 + 2 =</b><p slot="help">Help</p>
      <button slot="buttons">Button</button>`;
    expect(await nameOf(element)).to.equal('3 + 2 =');
    (label.firstChild as Text).data = '';
    expect(await nameOf(element), 'no text but its own').to.equal('3 + 2 =');
  });

  it('reads words of blocks, breaks and pictures apart', async () => {
    const element = await mount({ id: 'answer' });
    labelFor('answer', '<div>3 + 2</div>is<br>what? <img alt="A hint">');
    expect(await nameOf(element)).to.equal('3 + 2 is what? A hint');
  });

  it('goes through the slots of the page’s own components', async () => {
    const outer = document.createElement('div');
    outer.innerHTML = '<span slot="question">6 + 1 =</span>';
    document.body.append(outer);
    const root = outer.attachShadow({ mode: 'open' });
    const element = await mount({});
    element.innerHTML = '<slot name="question" slot="label"></slot>';
    root.append(element);
    expect(await nameOf(element)).to.equal('6 + 1 =');
    outer.firstElementChild!.textContent = '3 + 2 =';
    expect(await nameOf(element)).to.equal('3 + 2 =');
  });

  it('follows the language where the page gives no name, and keeps the page’s where it does', async () => {
    const element = await mount();
    element.lang = 'de';
    for (let i = 0; i < 100 && (await nameOf(element)) === 'Handwritten digit'; i++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await nameOf(element)).to.equal('Handgeschriebene Ziffer');
    labelFor('answer', '6 + 1 =');
    element.id = 'answer';
    expect(await nameOf(element)).to.equal('6 + 1 =');
  });

  it('is looked after no more once the field is gone, and again when it is back', async () => {
    const element = await mount({ id: 'answer' });
    const label = labelFor('answer', '6 + 1 =');
    expect(await nameOf(element)).to.equal('6 + 1 =');
    element.remove();
    label.textContent = '3 + 2 =';
    expect(await nameOf(element)).to.equal('6 + 1 =');
    document.body.append(element);
    expect(await nameOf(element)).to.equal('3 + 2 =');
  });
});

describe('the description', () => {
  afterEach(wipe);
  const INSTRUCTIONS = 'Draw a digit, or type one. Backspace clears.';

  it('says how a digit can be given, and what the page says of the field', async () => {
    const element = await mount();
    expect(await descriptionOf(element)).to.equal(INSTRUCTIONS);
    element.help = 'The sum of both.';
    expect(await descriptionOf(element)).to.equal(`The sum of both. ${INSTRUCTIONS}`);
    const hint = append('<p id="hint">One digit.</p>');
    element.setAttribute('aria-describedby', 'hint');
    expect(await descriptionOf(element)).to.equal(`The sum of both. One digit. ${INSTRUCTIONS}`);
    hint.textContent = 'No more than 9.';
    expect(await descriptionOf(element)).to.include('No more than 9.');
    element.innerHTML = '<p slot="help">Slotted.</p>';
    expect(await descriptionOf(element)).to.match(/^Slotted\. No more/);
  });

  it('begins with what is wrong, once that is shown', async () => {
    const element = await mount({ required: '', help: 'The sum.' });
    element.reportValidity();
    expect(await descriptionOf(element)).to.equal(`Please draw a digit. The sum. ${INSTRUCTIONS}`);
  });

  it('does not repeat what the value says already', async () => {
    const element = await mount();
    element.focus();
    const scribble = Array.from({ length: 60 }, (_, i) => ({
      x: 140 + 110 * Math.sin(i * 7.3),
      y: 140 + 110 * Math.sin(i * 5.1),
    }));
    element.strokes = [scribble];
    await element.recognize();
    element.reportValidity();
    expect(await descriptionOf(element)).to.equal(INSTRUCTIONS);
    const unreadable = "Can't read this. Try again or type it.";
    expect(surfaceOf(element).getAttribute('aria-valuetext')).to.equal(unreadable);
    expect(shadowPart(element, '[part="error"]').textContent).to.equal(unreadable);
    expect(shadowPart(element, '.status .spoken').textContent).to.equal(unreadable);
    expect(shadowPart(element, '[part="digit"]').textContent).to.equal('?');
  });

  it('does not say how to draw where nothing can be drawn', async () => {
    const element = await mount({ readonly: '', value: '4' });
    expect(await descriptionOf(element)).to.equal('');
  });
});
