import type { Drawing, Stroke } from '../../../src/ink/index.js';
import type { Random } from '../../lib/random.js';
import { mapPoints, type Position } from './stroke-shape.js';

/**
 * What people draw and no digit is: dots, scribbles, rules, ticks, digits over one another. Trained on
 * with all classes equally right, so that the network is not sure of such things ("outlier
 * exposure", Hendrycks, Mazeika and Dietterich 2019).
 *
 * @param anyDigit gives a drawing of a digit, normalized.
 */
export function drawNonDigit(random: Random, anyDigit: () => Drawing): Drawing {
  const kinds = [
    () => dots(random),
    () => dots(random),
    () => [scribble(random, random.between(0.5, 2.6))],
    () => [scribble(random, random.between(0.1, 0.5))],
    () => rules(random),
    () => [zigzag(random)],
    () => [points(random, 20 + random.integer(200))],
    () => heap(random, anyDigit),
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
  return Array.from({ length: teeth }, (_, index) => {
    const along = index / (teeth - 1) - 0.5 + 0.03 * random.normal();
    const across = (index % 2) - 0.5 + 0.08 * random.normal();
    return down ? { x: across, y: along } : { x: along, y: across };
  });
}

/** Straight from one point to any other, again and again. */
function points(random: Random, count: number): Stroke {
  return Array.from({ length: count }, () => anywhere(random));
}

function anywhere(random: Random): Position {
  return { x: random.uniform() - 0.5, y: random.uniform() - 0.5 };
}
