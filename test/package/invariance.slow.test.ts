import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type * as Library from '../../src/recognizer.js';
import type { Drawing } from '../../src/ink/drawing.js';
import { DRAWINGS } from '../support/drawings.js';
import { Random } from '../support/random.js';
import { placed, resampled, subdivided } from './variants.js';

type Recognizer = Awaited<ReturnType<typeof Library.createRecognizer>>;

const { createRecognizer } = (await import('../../dist/recognizer.js' as string)) as typeof Library;

const STROKES = new URL('../../../shared/data/strokes/', import.meta.url);
const skip = !existsSync(STROKES) && 'the stroke files are not beside this checkout';

/** How far probabilities may be apart. */
const CLOSE = 0.02;
/** The same for the few hands whose digit is between two, where corners are cut off. */
const NEAR = 0.1;
const FEW = 1 / 200;

const random = new Random(20260107);
let recognizer: Recognizer;
before(async () => {
  recognizer = await createRecognizer({ backend: 'cpu' });
});
after(() => recognizer.dispose());

interface Variant {
  readonly name: string;
  vary(drawing: Drawing): Drawing;
  /** Whether points that were there are gone, and with them corners. */
  readonly cutsCorners?: true;
  /** Whether points are added between those that were there. */
  readonly addsPoints?: true;
}

/**
 * A curve is laid through points that are further apart than an eighth of the drawing's longer side. Points on the
 * straight line between them make it another drawing.
 */
function isDense(drawing: Drawing): boolean {
  const [xs, ys] = (['x', 'y'] as const).map((axis) => drawing.flat().map((point) => point[axis]));
  const sides = [xs!, ys!].map((values) => Math.max(...values) - Math.min(...values));
  const reach = Math.max(...sides) / 8;
  return drawing.every((stroke) =>
    stroke.every(({ x, y }, at) => {
      const before = stroke[at - 1];
      return !before || Math.hypot(x - before.x, y - before.y) <= reach;
    }),
  );
}

const VARIANTS: readonly Variant[] = [
  ...[0.15, 0.5, 1].map((part) => ({
    name: `anywhere, at ${100 * part} % of the surface`,
    vary: (drawing: Drawing) => placed(drawing, part, random),
  })),
  {
    name: 'anywhere, at any size',
    vary: (drawing) => placed(drawing, random.uniform(0.15, 1), random),
  },
  {
    name: 'with each segment in five',
    vary: (drawing) => subdivided(placed(drawing, 0.5, random), 5),
    addsPoints: true,
  },
  ...[0.5, 1, 3].map((spacing) => ({
    name: `with points ${spacing} pixels apart`,
    vary: (drawing: Drawing) => resampled(placed(drawing, 1, random), spacing),
    cutsCorners: true as const,
    addsPoints: true as const,
  })),
];

type Likeliest = Pick<Library.DigitResult, 'digit' | 'probabilities'>;

/** The likeliest digits; of those held out, 3 in 1,000 may be taken for no digit. */
async function read(drawings: readonly Drawing[]): Promise<Likeliest[]> {
  const results = (await recognizer.recognizeBatch(drawings)).map((result) => result!);
  const refused = results.filter(({ digit }) => digit === null).length;
  assert.ok(refused <= 0.003 * results.length, `${refused} of ${results.length} are no digit`);
  return results.map(({ probabilities }) => {
    return { digit: probabilities.indexOf(Math.max(...probabilities)), probabilities };
  });
}

/** Reads a variant of each drawing, and says how far apart the probabilities are. */
async function compare(
  plain: readonly Likeliest[],
  drawings: readonly Drawing[],
  { vary, cutsCorners }: Variant,
): Promise<number[]> {
  const varied = await read(drawings.map(vary));
  return plain.map(({ digit, probabilities }, at) => {
    const other = varied[at]!;
    // Only where two digits are as likely may their order depend on so little.
    const lead = probabilities[digit]! - probabilities[other.digit]!;
    const same = other.digit === digit || lead < (cutsCorners ? NEAR : CLOSE);
    assert.ok(same, `drawing ${at}: ${digit}, then ${other.digit}`);
    const apart = probabilities.map((value, label) => value - other.probabilities[label]!);
    return Math.max(...apart.map(Math.abs));
  });
}

describe('the bundled network reads our own drawings alike', () => {
  const own = DRAWINGS.map(({ strokes }) => strokes);
  for (const variant of VARIANTS) {
    it(variant.name, async () => {
      const plain = await read(own);
      for (let round = 0; round < 5; round++) {
        const apart = Math.max(...(await compare(plain, own, variant)));
        assert.ok(apart <= CLOSE, `${apart}`);
      }
    });
  }
});

describe('the bundled network reads the held-out strokes alike', { skip }, () => {
  const strokes = skip ? [] : heldOut();
  let plain: readonly Likeliest[];
  before(async () => {
    plain = await read(strokes);
  });
  for (const variant of VARIANTS) {
    it(variant.name, async () => {
      const kept = [...strokes.keys()].filter((at) => !variant.addsPoints || isDense(strokes[at]!));
      const [own, drawings] = [kept.map((at) => plain[at]!), kept.map((at) => strokes[at]!)];
      const apart = await compare(own, drawings, variant);
      assert.ok(apart.length > 1000, `${apart.length}`);
      const beyond = apart.filter((value) => value > CLOSE);
      const worst = apart.reduce((a, b) => Math.max(a, b));
      const [most, limit] = variant.cutsCorners ? [FEW * apart.length, NEAR] : [0, CLOSE];
      assert.ok(beyond.length <= most && worst <= limit, `${beyond.length}, up to ${worst}`);
    });
  }
});

// Read here line by line rather than with the scripts' reader: this is a test of the package.
function heldOut(): Drawing[] {
  const files = readdirSync(STROKES).filter((name) => name.endsWith('.valid.ndjson.gz'));
  const lines = files.flatMap((name) =>
    gunzipSync(readFileSync(new URL(name, STROKES)))
      .toString()
      .split('\n')
      .filter(Boolean),
  );
  return lines.map((line) => {
    const { strokes } = JSON.parse(line) as { strokes: number[][] };
    return strokes.map((flat) =>
      Array.from({ length: flat.length / 2 }, (_, at) => ({
        x: flat[2 * at]!,
        y: flat[2 * at + 1]!,
      })),
    );
  });
}
