import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawPicture, FAULTS } from '../../scripts/evaluate/picture-faults.js';
import { picturesTable } from '../../scripts/evaluate/pictures.js';
import { reading } from './readings.js';

test('a table of pictures counts what is right, and what is wrong with confidence', () => {
  const readings = [reading(1, 1, 0.99), reading(2, 3, 0.9), reading(4, 5, 0.89), reading(6, null)];
  assert.deepEqual(picturesTable([{ fault: 'blur', readings }]).lines, [
    ['blur', '4', '25.00 %', '1'],
  ]);
});

test('a picture is the same each time, and differs by its key', () => {
  const drawing = [
    [
      { x: 0, y: 0 },
      { x: 3, y: 9 },
    ],
  ];
  const fault = FAULTS.find(({ name }) => name === 'pencil')!;
  const { width, height, data } = drawPicture(drawing, fault, 'a');
  assert.deepEqual([width, height, data.length], [180, 180, 180 * 180 * 4]);
  assert.deepEqual(drawPicture(drawing, fault, 'a').data, data);
  assert.notDeepEqual(drawPicture(drawing, fault, 'b').data, data);
});
