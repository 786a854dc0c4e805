import type { Component } from './component.js';
import { fault, type Place } from './fault.js';

interface Range {
  readonly first: number;
  readonly last: number;
  /** The first point of the first component, and the last one of the last; null: all of it. */
  readonly from: number | null;
  readonly to: number | null;
}

const RANGE = /^(\d+)(?::(\d+))?(?:-(\d+)(?::(\d+))?)?$/;

/**
 * Cuts out the strokes that a delineation names: `3`, `0-2`, `0-2,5`, `3:5-4:10`. Components and
 * points are counted from 0, both ends are meant, and a component without a point does not count
 * (as in uplib's `sigParseDelineation`). Only ink is returned, not the pen's way in the air.
 *
 * @param place for messages.
 * @returns strokes of x, y, x, y, …
 * @throws ScriptError `data-damaged` for a delineation that cannot be read or leaves the file.
 */
export function cutStrokes(
  delineation: string,
  components: readonly Component[],
  place: Place,
): number[][] {
  return delineation.split(',').flatMap((text) => cutRange(text, components, place));
}

function cutRange(text: string, components: readonly Component[], place: Place): number[][] {
  const { first, last, from, to } = readRange(text, place);
  if (last >= components.length) {
    const count = `${components.length} components, counted from 0`;
    throw fault(place, `the segment ${text} is not within the ${count}`);
  }
  const strokes: number[][] = [];
  for (let index = first; index <= last; index++) {
    const { down, points } = components[index]!;
    const start = index === first ? (from ?? 0) : 0;
    const end = index === last && to !== null ? to + 1 : points.length / 2;
    if (start >= end || end > points.length / 2) {
      throw fault(place, `component ${index} has no points ${start} to ${end - 1}`);
    }
    if (down) strokes.push(points.slice(2 * start, 2 * end));
  }
  return strokes;
}

function readRange(text: string, place: Place): Range {
  const [, first, from, last, to] = RANGE.exec(text) ?? [];
  if (first === undefined) throw fault(place, `"${text}" is not a range of components`);
  // A single point, `3:5`, is not in uplib's grammar; it can mean nothing else.
  const range = {
    first: Number(first),
    last: Number(last ?? first),
    from: from === undefined ? null : Number(from),
    to:
      to !== undefined
        ? Number(to)
        : from !== undefined && last === undefined
          ? Number(from)
          : null,
  };
  if (range.last < range.first) throw fault(place, `the segment ${text} ends before it begins`);
  return range;
}
