import { expect } from 'chai';
import { BACKEND_NAMES } from '../../src/backends/backend.js';
import { DRAWINGS } from '../support/drawings.js';
import { needing } from '../support/engine.js';
import { eventAfter, mount } from './support/page.js';
import { drawWithMouse } from './support/pens.js';

describe('the ten digits, drawn with the mouse, are read', function () {
  this.timeout(120_000);

  for (const backend of BACKEND_NAMES) {
    needing(backend).it(`on ${backend}`, async () => {
      const field = await mount({ backend, 'recognize-delay': '50' });
      await field.ready;
      for (const { digit, strokes } of DRAWINGS.slice(0, 10)) {
        field.clear();
        // A stroke may be read before the next one starts. The reading of all strokes counts.
        await eventAfter(field, 'change', () => drawWithMouse(field, strokes));
        expect(await field.recognize()).to.include({ digit, backend });
        expect(field.value).to.equal(String(digit));
      }
    });
  }
});
