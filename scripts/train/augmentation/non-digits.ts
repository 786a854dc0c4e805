import {
  type Drawing,
  drawingExtent,
  type Stroke,
  strokesFromFlat,
} from '../../../src/ink/index.js';
import type { Random } from '../../lib/random.js';
import { drawWithDevice } from './augment-drawing.js';
import { affine, bend, mapPoints, normalize, type Position } from './stroke-shape.js';
import { curved } from './unusual-digits.js';

/**
 * What people draw and no digit is: dots, scribbles, rules, signs, several characters side by side or
 * over one another.
 *
 * @param anyDigit gives a drawing of a digit, normalized.
 * @param anyCharacter the same of a letter or a digit.
 */
export function drawNonDigit(
  random: Random,
  anyDigit: () => Drawing,
  anyCharacter: () => Drawing,
): Drawing {
  const kinds = [
    () => dots(random),
    () => dots(random),
    () => [scribble(random, random.between(0.5, 2.6))],
    () => [scribble(random, random.between(0.1, 0.5))],
    () => rules(random),
    () => [zigzag(random)],
    () => [points(random, 20 + random.integer(200))],
    () => heap(random, anyDigit),
    () => sign(random),
    () => sign(random),
    () => sign(random),
    () => sign(random),
    () => sideBySide(random, anyDigit, 2),
    () => sideBySide(random, anyDigit, 2 + random.integer(3)),
    () => sideBySide(random, anyCharacter, 3 + random.integer(4)),
  ];
  return kinds[random.integer(kinds.length)]!();
}

/**
 * One to three dots. Points of a lone dot coincide: with the least of distances between them they
 * would be scaled up to a line.
 */
function dots(random: Random): Drawing {
  const count = 1 + Math.floor(3 * random.uniform() ** 2);
  const jitter = count === 1 ? 0 : 0.02;
  return Array.from({ length: count }, () => {
    const middle = anywhere(random);
    return Array.from({ length: 1 + random.integer(4) }, () => ({
      x: middle.x + jitter * random.normal(),
      y: middle.y + jitter * random.normal(),
    }));
  });
}

/** Three digits or four, askew over each other: of two, a 0 and a 1 would be a slashed zero. */
function heap(random: Random, anyDigit: () => Drawing): Drawing {
  return Array.from({ length: 3 + random.integer(2) }, () => {
    const dx = 0.2 * random.normal();
    const dy = 0.2 * random.normal();
    return mapPoints(anyDigit(), (x, y) => ({ x: x + dx, y: y + dy }));
  }).flat();
}

/** A walk that turns at random and stays on the square: back and forth, over and over. */
function scribble(random: Random, wildness: number): Stroke {
  let { x, y } = anywhere(random);
  let heading = random.between(0, 2 * Math.PI);
  return Array.from({ length: 60 + random.integer(240) }, () => {
    heading += wildness * random.normal();
    x += 0.08 * Math.cos(heading);
    y += 0.08 * Math.sin(heading);
    if (Math.abs(x) > 0.5 || Math.abs(y) > 0.5) heading = Math.atan2(-y, -x) + random.normal();
    return { x, y };
  });
}

/** Lines that lie flat: one, or some below each other, or crossed by others. */
function rules(random: Random): Drawing {
  const count = 1 + random.integer(3);
  const crossed = count > 1 && random.integer(2) === 0;
  return Array.from({ length: count }, (_, index) => {
    const tilt = crossed && index % 2 === 1 ? random.between(0.3, 2.8) : random.normal() * 0.06;
    const { x, y } = crossed ? { x: 0, y: 0.1 * random.normal() } : { x: 0, y: 0.3 * index };
    const dx = 0.5 * Math.cos(tilt);
    const dy = 0.5 * Math.sin(tilt);
    return [
      { x: x - dx, y: y - dy },
      { x: x + dx, y: y + dy },
    ];
  });
}

/** Teeth from left to right or downwards: at least five, as fewer may be a 2, a 3 or a 7. */
function zigzag(random: Random): Stroke {
  const teeth = 5 + random.integer(8);
  const down = random.integer(3) === 0;
  const width = random.between(0.15, 1);
  return Array.from({ length: teeth }, (_, index) => {
    const along = index / (teeth - 1) - 0.5 + 0.03 * random.normal();
    const across = width * ((index % 2) - 0.5 + 0.08 * random.normal());
    return down ? { x: across, y: along } : { x: along, y: across };
  });
}

/** A sign as people know it: points of each stroke as x, y, x, y, …, on a square of 100. */
interface Sign {
  readonly strokes: readonly (readonly number[])[];
  /** A curve through the points; else straight. */
  readonly round?: boolean;
  /** The most that it is turned, in degrees, either way. */
  readonly turned?: number;
}

const FACE = [50, 0, 15, 15, 0, 50, 15, 85, 50, 100, 85, 85, 100, 50, 85, 15, 50, 0];

// prettier-ignore
const SIGNS: readonly Sign[] = [
  // Ticks.
  { strokes: [[0, 60, 30, 95, 100, 0]] },
  { strokes: [[0, 50, 25, 90, 45, 55, 70, 20, 100, 0]], round: true },
  { strokes: [[15, 55, 35, 95, 80, 5]] },
  // Crosses.
  { strokes: [[0, 0, 100, 100], [100, 0, 0, 100]], turned: 20 },
  { strokes: [[50, 0, 50, 100], [0, 50, 100, 50]], turned: 20 },
  { strokes: [[50, 0, 50, 100], [0, 50, 100, 50], [15, 15, 85, 85], [85, 15, 15, 85]], turned: 45 },
  // Hearts.
  { strokes: [[50, 30, 30, 5, 5, 15, 5, 45, 50, 100, 95, 45, 95, 15, 70, 5, 50, 30]], round: true },
  { strokes: [[50, 25, 25, 5, 3, 25, 15, 60, 50, 98], [50, 25, 75, 5, 97, 25, 85, 60, 50, 98]], round: true },
  // Arrows.
  { strokes: [[0, 50, 100, 50], [65, 20, 100, 50, 65, 80]], turned: 180 },
  { strokes: [[0, 50, 100, 50, 70, 25], [100, 50, 70, 75]], turned: 180 },
  { strokes: [[0, 50, 100, 50, 70, 30, 100, 50, 70, 70]], turned: 180 },
  // Smileys.
  { strokes: [FACE, [33, 35, 34, 40], [66, 35, 67, 40], [25, 65, 50, 82, 75, 65]], round: true },
  { strokes: [FACE, [33, 30, 34, 42], [66, 30, 67, 42], [25, 80, 50, 65, 75, 80]], round: true },
  // A star, a lightning with more teeth than a digit, a house, a spiral.
  { strokes: [[20, 100, 50, 0, 80, 100, 0, 38, 100, 38, 20, 100]] },
  { strokes: [[60, 0, 20, 35, 60, 35, 25, 65, 65, 65, 30, 100]] },
  { strokes: [[10, 100, 10, 45, 50, 0, 90, 45, 90, 100, 10, 100], [10, 45, 90, 45]] },
  { strokes: [[50, 50, 58, 45, 62, 55, 50, 65, 35, 55, 40, 32, 65, 28, 82, 50, 70, 80, 40, 88, 15, 65, 15, 30, 45, 5, 85, 10]], round: true },
  // Letters, for a training without collections of them.
  { strokes: [[0, 100, 50, 0, 100, 100], [22, 62, 78, 62]] },
  { strokes: [[90, 0, 0, 0, 0, 100, 90, 100], [0, 50, 70, 50]] },
  { strokes: [[0, 0, 0, 100], [0, 0, 80, 0], [0, 48, 60, 48]] },
  { strokes: [[0, 0, 0, 100], [80, 0, 80, 100], [0, 50, 80, 50]] },
  { strokes: [[0, 0, 0, 100], [75, 0, 0, 55], [25, 40, 80, 100]] },
  { strokes: [[0, 100, 0, 0, 50, 60, 100, 0, 100, 100]] },
  { strokes: [[0, 100, 0, 0, 80, 100, 80, 0]] },
  { strokes: [[0, 0, 25, 100, 50, 30, 75, 100, 100, 0]] },
  { strokes: [[0, 0, 0, 100], [0, 0, 60, 10, 60, 42, 0, 52, 70, 100]] },
  { strokes: [[0, 0, 40, 0, 80, 0], [40, 0, 40, 100]] },
  { strokes: [[0, 20, 5, 100, 5, 50, 28, 22, 45, 40, 48, 100, 48, 50, 70, 22, 90, 40, 95, 100]], round: true },
  { strokes: [[0, 0, 15, 80, 35, 90, 50, 30, 62, 85, 85, 80, 100, 0]], round: true },
];

/** Spread of each point of a sign, as a part of its longer side. */
const LOOSENESS = 0.04;

function sign(random: Random): Drawing {
  const { strokes, round, turned = 8 } = SIGNS[random.integer(SIGNS.length)]!;
  const loose = mapPoints(strokesFromFlat(strokes), (x, y) => ({
    x: x / 100 - 0.5 + LOOSENESS * random.normal(),
    y: y / 100 - 0.5 + LOOSENESS * random.normal(),
  }));
  const drawn = bend(round ? loose.map(curved) : loose, 0.03 * random.uniform(), random);
  const angle = (random.between(-turned, turned) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const placed = mapPoints(drawn, (x, y) => ({ x: cos * x - sin * y, y: sin * x + cos * y }));
  const varied = affine(placed, { rotation: 0, slant: 0.1, aspect: 0.35 }, random);
  return drawWithDevice(normalize(varied), random);
}

/** Characters in a row, each apart from the one before, or hardly where there are three or more. */
function sideBySide(random: Random, any: () => Drawing, count: number): Drawing {
  let right = 0;
  const row = Array.from({ length: count }, () => {
    const size = random.between(0.8, 1.1);
    const character = any();
    const { left, right: end } = drawingExtent(character)!;
    const start = right + random.between(count > 2 ? 0 : 0.12, 0.5) - left * size;
    right = start + end * size;
    const dy = 0.06 * random.normal();
    return mapPoints(character, (x, y) => ({ x: start + size * x, y: size * y + dy }));
  }).flat();
  return drawWithDevice(normalize(row), random);
}

/** Straight from one point to any other, again and again. */
function points(random: Random, count: number): Stroke {
  return Array.from({ length: count }, () => anywhere(random));
}

function anywhere(random: Random): Position {
  return { x: random.uniform() - 0.5, y: random.uniform() - 0.5 };
}
