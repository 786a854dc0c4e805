import { expect } from 'chai';
import { BACKEND_NAMES } from '../../src/backends/backend.js';
import { DRAWINGS } from '../support/drawings.js';
import { needing } from '../support/engine.js';
import { mount, nextEvent, wipe } from './support/page.js';
import { drawWithMouse } from './support/pens.js';

for (const backend of BACKEND_NAMES) {
  needing(backend).describe(`digits drawn with the mouse, on ${backend}`, function () {
    this.timeout(120_000);
    let element: Awaited<ReturnType<typeof mount>>;

    before(async () => {
      element = await mount({ backend, 'recognize-delay': '50' });
      await element.ready;
    });
    after(wipe);

    for (const { digit, strokes } of DRAWINGS.slice(0, 10)) {
      it(`reads ${digit}`, async () => {
        element.clear();
        const value = nextEvent(element, 'change').then(() => element.value);
        // A stroke may be read before the next begins; what counts is the reading of all of them.
        await drawWithMouse(element, strokes);
        await value;
        const result = await element.recognize();
        expect(result).to.include({ digit, backend });
        expect(element.value).to.equal(String(digit));
      });
    }
  });
}
