import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { it } from 'node:test';
import { DIST } from '../../scripts/build/paths.js';
import { readBudget } from '../../scripts/size/budget-file.js';
import { checkSizes } from '../../scripts/size/check-sizes.js';
import { sizedDocuments, tableFor } from '../../scripts/size/documents.js';
import { saysTheSame, tableBetweenMarkers } from '../../scripts/size/markers.js';
import { measureBuild } from '../../scripts/size/measure.js';

const skip = !existsSync(`${DIST}digit-recognizer.js`) && 'dist/ is missing';
const measuring = skip ? undefined : measureBuild();

it('the package is within its byte budget and its limits', { skip }, async () => {
  checkSizes((await measuring)!, await readBudget());
});

it('the sizes in the documents are those of the build', { skip }, async () => {
  const report = (await measuring)!;
  const documents = await sizedDocuments();
  assert.ok(documents.has('README.md'), 'README.md has lost the markers of its table');
  for (const [name, text] of documents) {
    const written = tableBetweenMarkers(text) ?? '';
    assert.ok(
      saysTheSame(written, tableFor(name, report)),
      `${name} tells other sizes than the build has: run npm run size -- --write.`,
    );
  }
});
