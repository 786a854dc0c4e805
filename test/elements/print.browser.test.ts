import { expect } from 'chai';
import { emulateMedia } from '@web/test-runner-commands';
import { needing } from '../support/engine.js';
import { contrast } from './support/contrast.js';
import { canvasOf, mount, painted, shadowPart, wipe } from './support/page.js';
import { FakePointer } from './support/pens.js';

type Field = Awaited<ReturnType<typeof mount>>;

const DARK = {
  'a dark color scheme': 'color-scheme: dark',
  'dark colors of the page': [
    '--digit-recognizer-ink: #ff9; --digit-recognizer-paper: #111; --digit-recognizer-text: #eee',
    '--digit-recognizer-accent: #8cf; --digit-recognizer-track: #222',
  ].join(';'),
};

/** Lightness of the ink in the middle of a line, 0 to 255. */
function inkOf(field: Field): number {
  const canvas = canvasOf(field);
  const { data } = canvas
    .getContext('2d')!
    .getImageData(Math.round(canvas.width / 2), Math.round(canvas.height / 2), 1, 1);
  expect(data[3]).to.equal(255);
  return (data[0]! + data[1]! + data[2]!) / 3;
}

describe('on paper', () => {
  afterEach(wipe);

  for (const [name, style] of Object.entries(DARK)) {
    async function drawn(): Promise<Field> {
      const field = await mount({ style, display: 'bars' });
      new FakePointer(field).stroke([50, 20], [50, 50], [50, 80]);
      await field.recognize();
      await painted();
      expect(inkOf(field)).to.be.above(200);
      return field;
    }

    it(`ink is dark before the page is printed, and light again afterwards: ${name}`, async () => {
      const field = await drawn();
      window.dispatchEvent(new Event('beforeprint'));
      expect(inkOf(field)).to.be.below(60);
      window.dispatchEvent(new Event('afterprint'));
      expect(inkOf(field)).to.be.above(200);
    });

    needing('emulated media').it(`everything is dark on white, bars too: ${name}`, async () => {
      const field = await drawn();
      try {
        await emulateMedia({ media: 'print' });
        await painted();
        expect(inkOf(field)).to.be.below(60);
        const of = (part: string) => getComputedStyle(shadowPart(field, part));
        const paper = of('[part~="base"]').backgroundColor;
        expect(paper).to.equal('rgb(255, 255, 255)');
        expect(getComputedStyle(field).backgroundColor).to.equal(paper);
        for (const part of ['[part~="digit"]', '[part~="confidence"]'])
          expect(contrast(of(part).color, paper), part).to.be.above(4.5);
        for (const bar of ['.bar', '.best .bar']) {
          expect(contrast(of(bar).backgroundColor, paper), bar).to.be.above(3);
          expect(of(bar).printColorAdjust).to.equal('exact');
        }
      } finally {
        await emulateMedia({ media: 'screen' });
      }
      await painted();
      expect(inkOf(field)).to.be.above(200);
    });
  }
});
