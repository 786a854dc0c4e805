import { type Drawing, drawingExtent, type Pixels } from '../../src/ink/index.js';
import { createRandom, type Random } from '../lib/random.js';
import { rotate, slant } from './variations.js';

/** How a picture of a digit was made. Lengths are in pixels; ink, lines and light are 0 to 1. */
export interface PictureFault {
  readonly name: string;
  /** Width and height. Default 180. */
  readonly width?: number;
  readonly height?: number;
  /** The longer side of the digit, as a fraction of the smaller side of the picture. Default 0.6. */
  readonly size?: number;
  /** Diameter of the pen. Default 9. */
  readonly pen?: number;
  /** How much darker than the paper the ink is. Default 0.85. */
  readonly ink?: number;
  /** Fraction of the ink that the grain of the paper does not take. */
  readonly grain?: number;
  /** In degrees, to either side. */
  readonly turned?: number;
  readonly slanted?: number;
  /** What else is on the paper: how dark it is at (x, y). The function is made anew for each picture. */
  readonly print?: (random: Random, width: number, height: number) => Field;
  /** How bright the paper is at (x, y). */
  readonly light?: (random: Random, width: number, height: number) => Field;
  /** Standard deviation of a Gaussian. */
  readonly blur?: number;
  /** Standard deviation, in levels of 255. */
  readonly noise?: number;
  /** Light ink on dark paper. */
  readonly isInverted?: boolean;
  /** Ink on a transparent picture. */
  readonly isTransparent?: boolean;
}

type Field = (x: number, y: number) => number;

/** How dark a line of some thickness is at a distance from its middle, with a soft edge. */
function line(distance: number, thickness: number, darkness: number): number {
  return darkness * Math.min(1, Math.max(0, (thickness + 1) / 2 - Math.abs(distance)));
}

/** Coordinates turned by an angle of up to `degrees` to either side, about the middle of the picture. */
function tilted(random: Random, degrees: number, width: number, height: number, field: Field) {
  const angle = (random.between(-degrees, degrees) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turned: Field = (x, y) => {
    const [dx, dy] = [x - width / 2, y - height / 2];
    return field(width / 2 + dx * cos + dy * sin, height / 2 - dx * sin + dy * cos);
  };
  return turned;
}

function ruled(darkness: number, degrees: number, isSquared: boolean): PictureFault['print'] {
  return (random, width, height) => {
    const pitch = Math.min(width, height) * random.between(isSquared ? 0.12 : 0.2, 0.4);
    const thickness = Math.max(1, Math.min(width, height) / random.between(90, 150));
    const [startX, startY] = [random.uniform(), random.uniform()];
    const off = (at: number, start: number) => {
      const phase = at / pitch + start;
      return (phase - Math.round(phase)) * pitch;
    };
    return tilted(random, degrees, width, height, (x, y) => {
      const across = line(off(y, startY), thickness, darkness);
      return isSquared ? Math.max(across, line(off(x, startX), thickness, darkness)) : across;
    });
  };
}

/** The border of a cell, apart from that of the picture or, at 0, on it. */
function cell(apart: number, degrees: number): PictureFault['print'] {
  return (random, width, height) => {
    const side = Math.min(width, height);
    const [left, top, right, bottom] = [0, 0, 0, 0].map(() => side * random.between(0, apart));
    const thickness = side * random.between(0.008, 0.025);
    return tilted(random, degrees, width, height, (x, y) => {
      const isInside = (at: number, from: number, to: number) =>
        at > from - thickness / 2 && at < to + thickness / 2;
      const isAcross = isInside(x, left!, width - right!);
      const isDown = isInside(y, top!, height - bottom!);
      return Math.max(
        isAcross ? line(y - top!, thickness, 0.8) : 0,
        isAcross ? line(height - bottom! - y, thickness, 0.8) : 0,
        isDown ? line(x - left!, thickness, 0.8) : 0,
        isDown ? line(width - right! - x, thickness, 0.8) : 0,
      );
    });
  };
}

/** What is beside the paper: a dark table on all sides. */
function table(degrees: number): PictureFault['print'] {
  return (random, width, height) => {
    const side = Math.min(width, height);
    const edges = [0, 0, 0, 0].map(() => side * random.between(0.03, 0.1));
    return tilted(random, degrees, width, height, (x, y) => {
      const inside = [x - edges[0]!, y - edges[1]!, width - edges[2]! - x, height - edges[3]! - y];
      return 0.85 * Math.min(1, Math.max(0, 0.5 - Math.min(...inside)));
    });
  };
}

/** Light that falls off across the picture, from 1 to `least`. */
function shaded(least: number): PictureFault['light'] {
  return (random, width, height) => {
    const angle = random.between(0, 2 * Math.PI);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const reach = (Math.abs(cos) * width + Math.abs(sin) * height) / 2;
    return (x, y) => {
      const along = ((x - width / 2) * cos + (y - height / 2) * sin) / reach;
      return 1 - ((1 - least) * (along + 1)) / 2;
    };
  };
}

/** Light that falls off towards the corners. */
function vignette(least: number): PictureFault['light'] {
  return (_, width, height) => (x, y) =>
    1 -
    (1 - least) * ((2 * x) / width - 1) ** 2 * 0.5 -
    (1 - least) * ((2 * y) / height - 1) ** 2 * 0.5;
}

/** The edge of a shadow across the picture, soft over `softness` pixels. */
function shadow(darkness: number, softness: number): PictureFault['light'] {
  return (random, width, height) => {
    const angle = random.between(0, 2 * Math.PI);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const side = Math.min(width, height);
    const start = side * random.between(-0.25, 0.25);
    return (x, y) => {
      const along = (x - width / 2) * cos + (y - height / 2) * sin - start;
      return 1 - darkness * Math.min(1, Math.max(0, along / softness + 0.5));
    };
  };
}

/** Specks of dirt, and a piece of a neighbor's ink at the border. */
const dirt: PictureFault['print'] = (random, width, height) => {
  const side = Math.min(width, height);
  const specks = Array.from({ length: 12 }, () => ({
    x: width * random.uniform(),
    y: height * random.uniform(),
    size: side * random.between(0.005, 0.02),
  }));
  const top = height * random.between(0.1, 0.7);
  const isLeft = random.uniform() < 0.5;
  return (x, y) => {
    const isSpeck = specks.some((speck) => Math.hypot(x - speck.x, y - speck.y) < speck.size);
    const fromSide = isLeft ? x : width - x;
    const isNeighbor = fromSide < 0.06 * side && y > top && y < top + 0.2 * height;
    return isSpeck || isNeighbor ? 0.85 : 0;
  };
};

/** The faults that are measured, by what is wrong. */
export const FAULTS: readonly PictureFault[] = [
  { name: 'none' },
  { name: 'pen of 1 px', pen: 1 },
  { name: 'pen of 2 px', pen: 2 },
  { name: 'pen of 3 px', pen: 3 },
  { name: 'marker of 22 px', pen: 22 },
  { name: 'pencil', pen: 2.5, ink: 0.35, grain: 0.6, noise: 4 },
  { name: 'faint pencil, 1.5 px', pen: 1.5, ink: 0.25, grain: 0.7, noise: 3 },
  { name: 'shading to half the light', light: shaded(0.5) },
  { name: 'shading to a third, thin pen', pen: 3, light: shaded(0.33), noise: 3 },
  { name: 'dark corners', light: vignette(0.4), noise: 4 },
  { name: 'edge of a shadow', light: shadow(0.5, 12) },
  { name: 'hard edge of a shadow', light: shadow(0.45, 1) },
  { name: 'border of a cell', print: cell(0.08, 0) },
  { name: 'border of a cell, askew', print: cell(0.08, 3) },
  { name: 'dark frame', print: table(0) },
  { name: 'dark frame, askew', print: table(3) },
  { name: 'ruled paper', pen: 5, print: ruled(0.35, 0, false) },
  { name: 'ruled paper, askew, dark lines', pen: 4, print: ruled(0.7, 5, false) },
  { name: 'squared paper', pen: 5, print: ruled(0.35, 0, true) },
  { name: 'squared paper, askew', pen: 4, print: ruled(0.5, 5, true) },
  { name: 'blur', blur: 4 },
  { name: 'noise', noise: 35 },
  { name: 'blur and noise, thin pen', pen: 3, blur: 2, noise: 12 },
  { name: 'turned and slanted', turned: 12, slanted: 15 },
  { name: 'small in the picture', size: 0.2, pen: 4 },
  { name: 'cut out closely', size: 0.98, pen: 9 },
  { name: 'dirt', print: dirt },
  {
    name: 'chalk on a board',
    isInverted: true,
    ink: 0.6,
    grain: 0.7,
    noise: 8,
    light: vignette(0.6),
  },
  { name: 'transparent', isTransparent: true },
  { name: '28×28, thin pen', width: 28, height: 28, size: 0.8, pen: 1 },
  {
    name: '300×200, pencil on squared paper, shaded',
    width: 300,
    height: 200,
    pen: 3,
    ink: 0.5,
    grain: 0.8,
    print: ruled(0.25, 3, true),
    light: shaded(0.6),
    noise: 4,
    blur: 0.7,
  },
  {
    name: '12 megapixels, pen, shaded, ruled',
    width: 4000,
    height: 3000,
    size: 0.5,
    pen: 24,
    print: ruled(0.4, 3, false),
    light: shaded(0.5),
    noise: 8,
  },
];

/**
 * Draws a digit with a fault.
 *
 * @param key what the picture's random numbers depend on, besides the fault.
 */
export function drawPicture(drawing: Drawing, fault: PictureFault, key: string): Pixels {
  const random = createRandom('picture', fault.name, key);
  const { width = 180, height = 180, ink = 0.85, grain = 1, noise = 0, blur = 0 } = fault;
  const field = coverage(place(drawing, fault, random), (fault.pen ?? 9) / 2, width, height);
  const print = fault.print?.(random, width, height);
  const light = fault.light?.(random, width, height);
  const values = new Float32Array(width * height);
  const paper = random.between(200, 250);
  for (let i = 0; i < values.length; i++) {
    const x = (i % width) + 0.5;
    const y = Math.floor(i / width) + 0.5;
    const drawn = field[i]! * ink * (grain < 1 ? random.between(2 * grain - 1, 1) : 1);
    const dark = Math.max(drawn, print?.(x, y) ?? 0);
    values[i] = paper * (1 - dark) * (light?.(x, y) ?? 1);
  }
  const blurred = blur > 0 ? blurGaussian(values, width, height, blur) : values;
  const data = new Uint8ClampedArray(4 * values.length);
  for (let i = 0; i < values.length; i++) {
    const level = blurred[i]! + (noise > 0 ? noise * random.normal() : 0);
    const shown = fault.isInverted ? 255 - level : level;
    data.fill(fault.isTransparent ? 40 : shown, 4 * i, 4 * i + 3);
    data[4 * i + 3] = fault.isTransparent ? 255 * field[i]! : 255;
  }
  return { width, height, data };
}

/** The drawing in pixels of the picture, a little off its middle. */
function place(drawing: Drawing, fault: PictureFault, random: Random): Drawing {
  const { width = 180, height = 180, size = 0.6, turned = 0, slanted = 0, pen = 9 } = fault;
  const either = (degrees: number) => random.between(-degrees, degrees);
  const turnedDrawing = rotate(slant(drawing, either(slanted)), either(turned));
  const { left, top, right, bottom } = drawingExtent(turnedDrawing)!;
  const side = Math.min(width, height);
  const scale = (side * size - pen) / (Math.max(right - left, bottom - top) || 1);
  const slack = Math.max(0, (side * (0.92 - size)) / 2);
  const [dx, dy] = [either(slack), either(slack)];
  return turnedDrawing.map((stroke) =>
    stroke.map(({ x, y }) => ({
      x: (x - (left + right) / 2) * scale + width / 2 + dx,
      y: (y - (top + bottom) / 2) * scale + height / 2 + dy,
    })),
  );
}

/** How much of each pixel a round pen covers, 0 to 1, from its distance to the line. */
function coverage(drawing: Drawing, radius: number, width: number, height: number): Float32Array {
  const covered = new Float32Array(width * height);
  // A pen thinner than a pixel leaves paler ink.
  const most = Math.min(1, 2 * radius);
  const reach = Math.max(radius, 0.5) + 0.5;
  for (const stroke of drawing) {
    stroke.forEach((to, i) => {
      const from = stroke[i - 1] ?? to;
      const [dx, dy] = [to.x - from.x, to.y - from.y];
      const length = dx * dx + dy * dy || 1;
      const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - reach));
      const right = Math.min(width - 1, Math.ceil(Math.max(from.x, to.x) + reach));
      const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - reach));
      const bottom = Math.min(height - 1, Math.ceil(Math.max(from.y, to.y) + reach));
      for (let row = top; row <= bottom; row++) {
        for (let column = left; column <= right; column++) {
          const [x, y] = [column + 0.5 - from.x, row + 0.5 - from.y];
          const t = Math.min(1, Math.max(0, (x * dx + y * dy) / length));
          const distance = Math.hypot(x - t * dx, y - t * dy);
          const value = most * Math.min(1, Math.max(0, reach - distance));
          const at = row * width + column;
          if (value > covered[at]!) covered[at] = value;
        }
      }
    });
  }
  return covered;
}

/** Blurs along the rows, then along the columns. The border is repeated. */
function blurGaussian(values: Float32Array, width: number, height: number, deviation: number) {
  const reach = Math.ceil(3 * deviation);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const along = (
    from: Float32Array,
    count: number,
    length: number,
    stride: number,
    step: number,
  ) => {
    const to = new Float32Array(from.length);
    for (let one = 0; one < count; one++) {
      for (let at = 0; at < length; at++) {
        let sum = 0;
        weights.forEach((weight, i) => {
          const near = Math.min(length - 1, Math.max(0, at + i - reach));
          sum += weight * from[one * step + near * stride]!;
        });
        to[one * step + at * stride] = sum / total;
      }
    }
    return to;
  };
  return along(along(values, height, width, 1, width), width, height, width, 1);
}
