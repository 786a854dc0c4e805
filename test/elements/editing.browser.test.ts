import { expect } from 'chai';
import { sendKeys } from '@web/test-runner-commands';
import { buttonOf, canvasOf, mount, nextEvent, record, textOf, wipe } from './support/page.js';
import { FakePointer } from './support/pens.js';

async function press(key: string, ...modifiers: string[]): Promise<void> {
  for (const down of modifiers) await sendKeys({ down });
  await sendKeys({ press: key });
  for (const up of modifiers.reverse()) await sendKeys({ up });
}

describe('undo, redo and clear', () => {
  let element: Awaited<ReturnType<typeof mount>>;
  const count = () => element.strokes.length;

  beforeEach(async () => {
    element = await mount();
    const pen = new FakePointer(element);
    pen.stroke([20, 20], [30, 80]);
    pen.stroke([60, 20], [70, 80]);
    await element.updateComplete;
  });
  afterEach(wipe);

  it('are buttons, usable when there is something to do', async () => {
    const enabled = () =>
      ['undo', 'redo', 'clear'].map((name) => !buttonOf(element, name).disabled);
    expect(enabled()).to.deep.equal([true, false, true]);
    buttonOf(element, 'undo').click();
    await element.updateComplete;
    expect(count()).to.equal(1);
    expect(enabled()).to.deep.equal([true, true, true]);
    buttonOf(element, 'redo').click();
    await element.updateComplete;
    expect(count()).to.equal(2);
    buttonOf(element, 'clear').click();
    await element.updateComplete;
    expect(count()).to.equal(0);
    expect(enabled()).to.deep.equal([true, false, false]);
  });

  it('are methods, one step each', () => {
    element.clear();
    expect(count()).to.equal(0);
    element.undo();
    expect(count()).to.equal(2);
    element.undo();
    expect(count()).to.equal(1);
    element.redo();
    element.redo();
    expect(count()).to.equal(0);
  });

  it('are keys while the surface has the focus', async () => {
    element.focus();
    await press('z', 'Control');
    expect(count()).to.equal(1);
    await press('z', 'Control', 'Shift');
    expect(count()).to.equal(2);
    await press('Backspace');
    expect(count()).to.equal(0);
    await press('z', 'Control');
    expect(count()).to.equal(2);
  });

  it('are out of reach while the field is read-only', async () => {
    element.setAttribute('readonly', '');
    await element.updateComplete;
    for (const name of ['undo', 'redo', 'clear'])
      expect(buttonOf(element, name).disabled).to.be.true;
    element.focus();
    await sendKeys({ press: 'Backspace' });
    expect(count()).to.equal(2);
  });

  it('empty the value at once when nothing is left, and say so if the user did it', async () => {
    const result = await element.recognize();
    expect(element.value).to.equal(String(result?.digit));
    const heard = record(element, 'input', 'change', 'digit-recognized');
    buttonOf(element, 'clear').click();
    expect([element.value, element.result]).to.deep.equal(['', null]);
    expect(heard).to.deep.equal(['input', 'change']);
    await element.updateComplete;
    expect(textOf(element, 'confidence')).to.equal('');
  });

  it('say nothing when a script empties the drawing', async () => {
    await element.recognize();
    const heard = record(element, 'input', 'change');
    element.clear();
    expect(element.value).to.equal('');
    expect(heard).to.deep.equal([]);
  });

  it('are read again', async () => {
    await element.recognize();
    const read = nextEvent(element, 'digit-recognized');
    buttonOf(element, 'undo').click();
    expect((await read).detail).to.deep.equal(element.result);
  });

  it('do nothing to the history while blank', async () => {
    element.strokes = [];
    await element.updateComplete;
    element.clear();
    element.undo();
    expect(count()).to.equal(0);
    expect(canvasOf(element).isConnected).to.be.true;
  });
});
