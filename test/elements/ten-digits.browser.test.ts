import { expect } from 'chai';
import { BUILT_IN_NAMES } from '../../src/backends/backend.js';
import { DRAWINGS } from '../support/drawings.js';
import { needing } from '../support/engine.js';
import { eventAfter, mount } from './support/page.js';
import { drawWithMouse } from './support/pens.js';

describe('the ten digits are read, drawn with the mouse or set by a script', function () {
  this.timeout(120_000);

  for (const backend of BUILT_IN_NAMES) {
    needing(backend).it(`on ${backend}`, async () => {
      const field = await mount({ backend, 'recognize-delay': '50' });
      await field.ready;
      for (const [index, { digit, strokes }] of DRAWINGS.slice(0, 10).entries()) {
        field.clear();
        // The mouse takes a second for a digit: all ten on one backend, the first on each.
        if (backend === 'cpu' || index === 0) {
          // A stroke may be read before the next one starts. The reading of all strokes counts.
          await eventAfter(field, 'change', () => drawWithMouse(field, strokes));
        } else {
          field.drawing = { width: 100, height: 100, strokes };
        }
        expect(await field.recognize()).to.include({ digit, backend });
        expect(field.value).to.equal(String(digit));
      }
    });
  }
});
