import { expect } from 'chai';
import {
  line,
  mount,
  read,
  shadowPart,
  sleep,
  surfaceOf,
  textOf,
  type Field,
} from './support/page.js';

/** After the observers of the page and the element's own update. */
async function nameOf(field: Field): Promise<string> {
  await Promise.resolve();
  await field.updateComplete;
  return surfaceOf(field).getAttribute('aria-label') ?? '';
}

async function expectName(field: Field, name: string, what = ''): Promise<void> {
  expect(await nameOf(field), what).to.equal(name);
}

/** The text that `aria-describedby` refers to, slots included. */
async function descriptionOf(field: Field): Promise<string> {
  await Promise.resolve();
  await field.updateComplete;
  const ids = surfaceOf(field).getAttribute('aria-describedby')!.split(' ');
  const described = ids.map((id) => field.shadowRoot!.getElementById(id)!);
  const nodes = described.flatMap((one): Node[] => {
    const slot = one.querySelector('slot');
    return slot ? slot.assignedNodes({ flatten: true }) : [one];
  });
  const texts = nodes.map((node) => node.textContent!.replace(/\s+/g, ' ').trim());
  return texts.filter((text) => text !== '').join(' ');
}

function append(html: string): HTMLElement {
  const template = document.createElement('template');
  template.innerHTML = html;
  return document.body.appendChild(template.content.firstElementChild as HTMLElement);
}

function labelFor(id: string, html: string): HTMLLabelElement {
  return append(`<label for="${id}">${html}</label>`) as HTMLLabelElement;
}

describe('the accessible name', () => {
  /** Each changes the name that the page gives the field. */
  const CHANGES: Record<string, (field: Field, label: HTMLLabelElement) => unknown> = {
    'the text of the label changes': (_, label) => (label.textContent = '3 + 2 ='),
    'its text node changes': (_, label) => ((label.firstChild as Text).data = '3 + 2 ='),
    'its text node is split and changes deep inside': (_, label) => {
      label.innerHTML = '3 <b><i>+ 1</i></b> =';
      label.querySelector('i')!.firstChild!.nodeValue = '+ 2';
    },
    'the label is replaced by another': (_, label) => {
      label.remove();
      labelFor('answer', '3 + 2 =');
    },
    'the `for` of a label changes': (_, label) => {
      label.htmlFor = 'other';
      labelFor('late', '3 + 2 =').htmlFor = 'answer';
    },
    'its own id changes': (field) => {
      labelFor('renamed', '3 + 2 =');
      field.id = 'renamed';
    },
    '`aria-label` is set': (field) => field.setAttribute('aria-label', '3 + 2 ='),
    'the property ariaLabel is set': (field) => (field.ariaLabel = '3 + 2 ='),
    '`aria-labelledby` is set, which takes precedence over `aria-label`': (field) => {
      append('<p id="first">3 +</p>');
      append('<p id="second">2 =</p>');
      field.setAttribute('aria-label', 'no');
      field.setAttribute('aria-labelledby', 'first second');
    },
    'it is moved into another label': (field, label) => {
      label.remove();
      append('<label>3 + 2 =</label>').append(field);
    },
  };
  for (const [change, make] of Object.entries(CHANGES)) {
    for (const focused of [false, true]) {
      it(`is updated at once when ${change}${focused ? ', also while it has the focus' : ''}`, async () => {
        const field = await mount({ id: 'answer' });
        const label = labelFor('answer', '6 + 1 =');
        await expectName(field, '6 + 1 =');
        if (focused) field.focus();
        make(field, label);
        await expectName(field, '3 + 2 =');
      });
    }
  }

  it('follows the element that `aria-labelledby` refers to', async () => {
    const field = await mount({ 'aria-labelledby': 'question' });
    await expectName(field, 'Handwritten digit');
    const question = append('<p id="question">6 + 1 =</p>');
    await expectName(field, '6 + 1 =');
    question.firstChild!.nodeValue = '3 + 2 =';
    await expectName(field, '3 + 2 =');
    field.setAttribute('aria-label', 'Sum');
    await expectName(field, '3 + 2 =');
    field.removeAttribute('aria-labelledby');
    await expectName(field, 'Sum');
    field.removeAttribute('aria-label');
    await expectName(field, 'Handwritten digit');
  });

  it('is the title if there is nothing else', async () => {
    const field = await mount({ title: 'A digit' });
    await expectName(field, 'A digit');
    field.title = 'One digit';
    await expectName(field, 'One digit');
    field.label = '6 + 1 =';
    await expectName(field, '6 + 1 =');
    expect(await descriptionOf(field)).to.match(/^One digit Draw a digit/);
  });

  it('follows the slot and the attribute `label`, which is shown if the slot is empty', async () => {
    const field = await mount({ label: '6 + 1 =' });
    await expectName(field, '6 + 1 =');
    expect(textOf(field, 'label')).to.equal('6 + 1 =');
    field.setAttribute('label', '1 + 1 =');
    await expectName(field, '1 + 1 =');
    field.innerHTML = '<b slot="label">3 + <i>1</i> =</b>';
    await expectName(field, '3 + 1 =');
    field.querySelector('i')!.firstChild!.nodeValue = '2';
    await expectName(field, '3 + 2 =');
    field.firstElementChild!.slot = '';
    await expectName(field, '1 + 1 =');
  });

  it('from a label around the field leaves out the field’s own content and hidden text', async () => {
    const label = append(`<label>3 + 2 = <i aria-hidden="true">*</i><i hidden>no</i>
      <i style="display: none">no</i></label>`);
    const field = await mount({ help: 'Draw or type.' }, label);
    field.innerHTML = `<b slot="label">3 + 2 =</b><p slot="help">Help</p>
      <button slot="buttons">Button</button>`;
    await expectName(field, '3 + 2 =');
    (label.firstChild as Text).data = '';
    await expectName(field, '3 + 2 =', 'no text but its own');
  });

  it('separates the words of blocks, line breaks and pictures', async () => {
    const field = await mount({ id: 'answer' });
    labelFor('answer', '<div>3 + 2</div>is<br>what? <img alt="A hint">');
    await expectName(field, '3 + 2 is what? A hint');
  });

  it('goes through the slots of the page’s own components', async () => {
    const outer = append('<div><span slot="question">6 + 1 =</span></div>');
    const field = await mount();
    field.innerHTML = '<slot name="question" slot="label"></slot>';
    outer.attachShadow({ mode: 'open' }).append(field);
    await expectName(field, '6 + 1 =');
    outer.firstElementChild!.textContent = '3 + 2 =';
    await expectName(field, '3 + 2 =');
  });

  it('follows the language only if the page gives no name', async () => {
    const field = await mount();
    field.lang = 'de';
    for (let i = 0; i < 100 && (await nameOf(field)) === 'Handwritten digit'; i++) await sleep(20);
    await expectName(field, 'Handgeschriebene Ziffer');
    labelFor('answer', '6 + 1 =');
    field.id = 'answer';
    await expectName(field, '6 + 1 =');
  });

  it('is not updated while the field is removed, but when it is back', async () => {
    const field = await mount({ id: 'answer' });
    const label = labelFor('answer', '6 + 1 =');
    await expectName(field, '6 + 1 =');
    field.remove();
    label.textContent = '3 + 2 =';
    await expectName(field, '6 + 1 =');
    document.body.append(field);
    await expectName(field, '3 + 2 =');
  });
});

describe('the description', () => {
  const INSTRUCTIONS = 'Draw a digit, or type one. Backspace clears.';

  it('says how to enter a digit, and what the page says about the field', async () => {
    const field = await mount();
    expect(await descriptionOf(field)).to.equal(INSTRUCTIONS);
    field.help = 'The sum of both.';
    expect(await descriptionOf(field)).to.equal(`The sum of both. ${INSTRUCTIONS}`);
    const hint = append('<p id="hint">One digit.</p>');
    field.setAttribute('aria-describedby', 'hint');
    expect(await descriptionOf(field)).to.equal(`The sum of both. One digit. ${INSTRUCTIONS}`);
    hint.textContent = 'No more than 9.';
    expect(await descriptionOf(field)).to.include('No more than 9.');
    field.innerHTML = '<p slot="help">Slotted.</p>';
    expect(await descriptionOf(field)).to.match(/^Slotted\. No more/);
  });

  it('starts with the error once it is shown', async () => {
    const field = await mount({ required: '', help: 'The sum.' });
    field.reportValidity();
    expect(await descriptionOf(field)).to.equal(`Please draw a digit. The sum. ${INSTRUCTIONS}`);
  });

  it('does not repeat what the value already says', async () => {
    const field = await mount();
    field.focus();
    const points = Array.from({ length: 60 }, (_, i): [number, number] => [
      140 + 110 * Math.sin(i * 7.3),
      140 + 110 * Math.sin(i * 5.1),
    ]);
    await read(field, [line(...points)]);
    field.reportValidity();
    expect(await descriptionOf(field)).to.equal(INSTRUCTIONS);
    const unreadable = "Can't read this. Try again or type it.";
    expect(surfaceOf(field).getAttribute('aria-valuetext')).to.equal(unreadable);
    expect(shadowPart(field, '[part="error"]').textContent).to.equal(unreadable);
    expect(shadowPart(field, '.status .spoken').textContent).to.equal(unreadable);
    expect(shadowPart(field, '[part="digit"]').textContent).to.equal('?');
  });

  it('does not say how to draw if the field cannot be drawn on', async () => {
    expect(await descriptionOf(await mount({ readonly: '', value: '4' }))).to.equal('');
  });
});
