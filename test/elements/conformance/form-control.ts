import { expect } from 'chai';
import { press, record } from '../support/page.js';

/** What the browser's own controls have in common. */
export type FormControl = HTMLElement & {
  readonly labels: NodeList | null;
} & Pick<HTMLInputElement, 'name' | 'value' | 'defaultValue' | 'type' | 'disabled' | 'readOnly'> &
  Pick<HTMLInputElement, 'required' | 'form' | 'validity' | 'validationMessage' | 'willValidate'> &
  Pick<HTMLInputElement, 'checkValidity' | 'reportValidity' | 'setCustomValidity'>;

export interface ControlUnderTest {
  readonly title: string;
  create(): FormControl;
  /** Resolves when the control, put on the page or changed, can be used. */
  settle(control: FormControl): Promise<unknown>;
}

/** Checks a form control that takes digits from the keyboard against what HTML says about form controls. */
export function describeFormControl({ title, create, settle }: ControlUnderTest): void {
  describe(`${title} is a form control that`, function () {
    this.timeout(5_000);
    let form: HTMLFormElement;
    let control: FormControl;
    const data = () => [...new FormData(form)];
    // Compared here: a failing comparison of elements would print the whole page.
    const hasFocus = (element: Element) => document.activeElement === element;

    async function add(parent: Element, name: string): Promise<FormControl> {
      const added = create();
      added.setAttribute('name', name);
      parent.append(added);
      await settle(added);
      return added;
    }

    async function type(key: string): Promise<void> {
      control.focus();
      await press(key);
      control.blur();
    }

    beforeEach(async () => {
      document.body.innerHTML = '<form id="form"></form>';
      form = document.querySelector('form')!;
      form.addEventListener('submit', (event) => event.preventDefault());
      control = await add(form, 'digit');
    });

    it('belongs to the form around it, or the one it names', async () => {
      expect(control.form === form).to.be.true;
      expect([...form.elements].includes(control)).to.be.true;
      expect(form.elements.namedItem('digit') === control).to.be.true;
      document.body.append(control);
      expect(control.form === null).to.be.true;
      control.setAttribute('form', 'form');
      expect(control.form === form).to.be.true;
      control.value = '3';
      expect(data()).to.deep.equal([['digit', '3']]);
    });

    it('is submitted under its name, also when empty, and not without one', () => {
      expect(data()).to.deep.equal([['digit', '']]);
      control.value = '4';
      control.name = 'other';
      expect(control.getAttribute('name')).to.equal('other');
      expect(data()).to.deep.equal([['other', '4']]);
      control.removeAttribute('name');
      expect(data()).to.deep.equal([]);
    });

    it('fires input and then change after a user did something, but not after a script did', async () => {
      const heard = record(form, 'input', 'change');
      await type('8');
      expect(control.value).to.equal('8');
      expect(heard).to.deep.equal(['input', 'change']);
      control.value = '9';
      control.value = '';
      expect(heard).to.deep.equal(['input', 'change']);
    });

    it('is emptied by Backspace', async () => {
      await type('8');
      const heard = record(form, 'input', 'change');
      await type('Backspace');
      expect(control.value).to.equal('');
      expect(heard).to.deep.equal(['input', 'change']);
    });

    it('is disabled by its attribute and by a fieldset, but not in its legend', async () => {
      control.value = '5';
      control.disabled = true;
      expect(control.matches(':disabled')).to.be.true;
      expect(data()).to.deep.equal([]);
      expect(control.willValidate).to.be.false;
      await settle(control);
      control.focus();
      expect(hasFocus(control)).to.be.false;
      control.disabled = false;
      expect(control.hasAttribute('disabled')).to.be.false;
      const fieldset = document.createElement('fieldset');
      const legend = document.createElement('legend');
      fieldset.append(legend);
      fieldset.disabled = true;
      form.append(fieldset);
      fieldset.append(control);
      expect(control.matches(':disabled')).to.be.true;
      expect(data()).to.deep.equal([]);
      legend.append(control);
      expect(control.matches(':disabled')).to.be.false;
      expect(data()).to.deep.equal([['digit', '5']]);
    });

    it('can be read and focused, but not changed, while read-only, and is not validated', async () => {
      control.value = '5';
      control.readOnly = true;
      control.required = true;
      await settle(control);
      await type('6');
      await type('Backspace');
      expect(control.value).to.equal('5');
      expect(data()).to.deep.equal([['digit', '5']]);
      control.value = '';
      expect(control.willValidate).to.be.false;
      expect(control.checkValidity()).to.be.true;
      control.focus();
      expect(hasFocus(control)).to.be.true;
    });

    it('is invalid while required and empty, at once', () => {
      expect(control.matches(':valid')).to.be.true;
      control.required = true;
      expect(control.hasAttribute('required')).to.be.true;
      expect(control.matches(':invalid')).to.be.true;
      expect(control.validity.valueMissing).to.be.true;
      expect(control.validity.valid).to.be.false;
      expect(control.validationMessage).to.not.equal('');
      control.value = '1';
      expect(control.validity.valid).to.be.true;
      expect(control.validationMessage).to.equal('');
      expect(control.checkValidity()).to.be.true;
      control.value = '';
      control.required = false;
      expect(control.reportValidity()).to.be.true;
    });

    it('fires invalid when it is checked: cancelable, and not bubbling', () => {
      control.required = true;
      const heard = record(document.body, 'invalid');
      const events: Event[] = [];
      control.addEventListener('invalid', (event) => events.push(event));
      expect(control.checkValidity()).to.be.false;
      expect(form.checkValidity()).to.be.false;
      expect(events).to.have.length(2);
      expect(events[0]).to.include({ cancelable: true, bubbles: false });
      expect(heard).to.deep.equal([]);
    });

    it('can be made invalid by the page', () => {
      control.value = '2';
      control.setCustomValidity('An even one, please');
      expect(control.validity.customError).to.be.true;
      expect(control.validationMessage).to.equal('An even one, please');
      expect(form.checkValidity()).to.be.false;
      control.setCustomValidity('');
      expect(form.checkValidity()).to.be.true;
    });

    it('keeps an invalid form from being submitted, and the first invalid control gets the focus', async () => {
      const second = await add(form, 'second');
      control.required = second.required = true;
      await settle(second);
      const heard = record(form, 'submit');
      form.requestSubmit();
      expect(heard).to.deep.equal([]);
      expect(hasFocus(control)).to.be.true;
      control.value = '1';
      form.requestSubmit();
      expect(hasFocus(second)).to.be.true;
      second.value = '2';
      form.requestSubmit();
      expect(heard).to.deep.equal(['submit']);
    });

    it('submits its form on Enter', async () => {
      const heard = record(form, 'submit');
      control.focus();
      await press('Enter');
      expect(heard).to.deep.equal(['submit']);
    });

    it('presses the first submit button of its form on Enter, be it an image or outside', async () => {
      const pressed: (string | undefined)[] = [];
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        pressed.push(event.submitter?.title);
      });
      form.id = 'pressed';
      form.insertAdjacentHTML('beforeend', '<input type="IMAGE" title="image"><button title="b">');
      control.focus();
      await press('Enter');
      form.insertAdjacentHTML('beforebegin', '<button form="pressed" title="outside"></button>');
      await press('Enter');
      expect(pressed).to.deep.equal(['image', 'outside']);
    });

    it('goes back to its default value when the form is reset', async () => {
      control.defaultValue = '6';
      expect(control.getAttribute('value')).to.equal('6');
      expect(control.value).to.equal('6');
      control.value = '7';
      control.defaultValue = '8';
      expect(control.value).to.equal('7');
      const heard = record(form, 'input', 'change');
      form.reset();
      expect(control.value).to.equal('8');
      expect(heard).to.deep.equal([]);
      control.defaultValue = '9';
      expect(control.value).to.equal('9');
    });

    it('is focused by its labels, and when the form reports its error', async () => {
      control.id = 'control';
      const label = document.createElement('label');
      label.htmlFor = 'control';
      label.textContent = 'Answer';
      form.append(label);
      const around = document.createElement('label');
      around.textContent = 'Around';
      form.append(around);
      around.append(control);
      await settle(control);
      expect([...control.labels!].map((node) => node === label || node === around)).to.deep.equal([
        true,
        true,
      ]);
      label.click();
      expect(hasFocus(control)).to.be.true;
      control.blur();
      control.required = true;
      form.reportValidity();
      expect(hasFocus(control)).to.be.true;
    });

    it('is one stop of the Tab key, or none while disabled', async () => {
      form.insertAdjacentHTML('afterbegin', '<button type="button">before</button>');
      // With nothing behind it the focus would leave the page for the browser's own controls.
      form.insertAdjacentHTML('beforeend', '<button type="button" id="behind">behind</button>');
      form.querySelector('button')!.focus();
      await press('Tab');
      expect(hasFocus(control)).to.be.true;
      control.disabled = true;
      await settle(control);
      form.querySelector('button')!.focus();
      await press('Tab');
      expect(document.activeElement?.id).to.equal('behind');
    });

    it('fires focus and blur like an element without a shadow tree', () => {
      const heard = record(control, 'focus', 'blur');
      control.focus();
      control.blur();
      expect(heard).to.deep.equal(['focus', 'blur']);
    });

    it('is cloned with its attributes', () => {
      control.setAttribute('value', '3');
      control.required = true;
      const clone = control.cloneNode(true) as FormControl;
      expect(clone).to.include({ name: 'digit', value: '3', required: true, type: control.type });
    });
  });
}
