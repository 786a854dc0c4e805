/** In CSS pixels from the upper left corner of the story. */
export type Box = readonly [x: number, y: number, width: number, height: number];

/** Of what a story shows, by name. */
export type Boxes = Readonly<Record<string, Box>>;

/** In CSS pixels: fonts that are hinted otherwise move what stands after them. */
const TOLERANCE = 3;

/** @returns a line for each box that is missing, new or elsewhere. */
export function compareBoxes(expected: Boxes, actual: Boxes): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names].flatMap((name) => {
    const before = expected[name];
    const now = actual[name];
    if (!before) return [`${name} is new`];
    if (!now) return [`${name} is missing`];
    const isThere = before.every((side, i) => Math.abs(side - now[i]!) <= TOLERANCE);
    return isThere ? [] : [`${name} is at ${now.join(', ')} and not at ${before.join(', ')}`];
  });
}
