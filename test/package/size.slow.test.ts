import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { ROOT } from '../../scripts/build/paths.js';
import {
  checkSizes,
  measureBuild,
  readBudget,
  saysTheSame,
  sizeTables,
} from '../../scripts/size/size.js';

const measuring = measureBuild();

it('the package is within its byte budget and its limits', async () => {
  checkSizes(await measuring, await readBudget());
});

it('the sizes in the documents are those of the build', async () => {
  for (const [name, tables] of sizeTables(await measuring)) {
    assert.ok(
      saysTheSame(readFileSync(ROOT + name, 'utf8'), tables),
      `${name} has other sizes than the build: run npm run size -- --write.`,
    );
  }
});
