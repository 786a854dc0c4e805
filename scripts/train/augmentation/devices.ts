import type { Drawing } from '../../../src/ink/index.js';
import type { Random } from '../../lib/random.js';
import { distance, mapPoints } from './geometry.js';
import { densify, dropPoints, sampleInTime, smooth } from './sampling.js';
import { bend } from './shape.js';

/** What a device makes of a drawing whose longer side is 1. */
type Device = (drawing: Drawing, random: Random) => Drawing;

/** A pen on a tablet: what was recorded, perhaps thinned out. */
const pen: Device = (drawing, random) => {
  switch (random.integer(3)) {
    case 0:
      return drawing;
    case 1:
      return sampleInTime(drawing, logUniform(9, 120, random), random);
    default:
      return dropPoints(drawing, random.between(0, 0.6), random);
  }
};

/** A tablet of few lines: the pen's way, dense in time, in steps along x or y. */
const coarseTablet: Device = (drawing, random) => {
  const side = logUniform(10, 45, random);
  return wholePixels(densify(drawing, 0.25 / side), side, random);
};

/** The hand is unsure, the pointer moves in whole pixels, and events come when they come. */
const mouse: Device = (drawing, random) => {
  const unsure = tremble(bend(drawing, random.between(0, 0.025), random), 0.012, random);
  const side = logUniform(18, 240, random);
  const steady = random.integer(2) === 0;
  const sampled = steady
    ? densify(unsure, 0.25 / side)
    : sampleInTime(unsure, logUniform(10, 70, random), random);
  return wholePixels(sampled, side, random);
};

/** A fingertip is blunt, slips a little before it counts as moving, and hides what it draws. */
const finger: Device = (drawing, random) => {
  const blunt = smooth(drawing, random.between(0, 0.07));
  const slipped = slop(bend(blunt, random.between(0, 0.02), random), random.between(0, 0.08));
  const sampled = sampleInTime(slipped, logUniform(9, 60, random), random);
  return wholePixels(sampled, logUniform(40, 400, random), random);
};

const DEVICES = [pen, pen, pen, coarseTablet, mouse, mouse, finger];

/**
 * Draws with a pen, a mouse or a finger: the collections know pens alone, the widget's users do not.
 *
 * @param drawing normalised: its longer side is about 1.
 */
export function drawWithDevice(drawing: Drawing, random: Random): Drawing {
  return DEVICES[random.integer(DEVICES.length)]!(drawing, random);
}

/** Short waves along each stroke, of a few per length. */
function tremble(drawing: Drawing, size: number, random: Random): Drawing {
  const amplitude = random.between(0, size);
  return drawing.map((stroke) => {
    let dx = 0;
    let dy = 0;
    return stroke.map(({ x, y }) => {
      dx = 0.8 * dx + 0.6 * amplitude * random.normal();
      dy = 0.8 * dy + 0.6 * amplitude * random.normal();
      return { x: x + dx, y: y + dy };
    });
  });
}

/** The drawing as it is where coordinates are whole and its longer side has `side` of them. */
function wholePixels(drawing: Drawing, side: number, random: Random): Drawing {
  const left = random.uniform();
  const top = random.uniform();
  return mapPoints(drawing, (x, y) => ({
    x: Math.round(x * side + left) / side,
    y: Math.round(y * side + top) / side,
  }));
}

/** Leaves out what lies within `radius` of where a stroke began, until it has once gone further. */
function slop(drawing: Drawing, radius: number): Drawing {
  return drawing.map((stroke) => {
    const moving = stroke.findIndex((point) => distance(stroke[0]!, point) > radius);
    return moving < 0 ? stroke : [stroke[0]!, ...stroke.slice(moving)];
  });
}

/** Uniform in the logarithm. */
function logUniform(low: number, high: number, random: Random): number {
  return Math.exp(random.between(Math.log(low), Math.log(high)));
}
