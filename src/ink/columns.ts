import { type Drawing, drawingExtent, type Extent } from './drawing.js';

/** Boxes that stand one above the other, from left to right: the indices of each column. */
export function columnsOf(boxes: readonly Extent[]): number[][] {
  const columns: { box: Extent; members: number[] }[] = [];
  const order = [...boxes.keys()].sort((one, other) => boxes[one]!.left - boxes[other]!.left);
  for (const index of order) {
    const box = boxes[index]!;
    const last = columns.at(-1);
    const overlap = last ? last.box.right - box.left : -1;
    if (last && overlap >= Math.min(widthOf(box), widthOf(last.box)) / 2) {
      last.box = union(last.box, box);
      last.members.push(index);
    } else columns.push({ box, members: [index] });
  }
  return columns.map(({ members }) => members);
}

/** The strokes that stand one above the other, from left to right: the indices of each column. */
export function columnsOfStrokes(drawing: Drawing): number[][] {
  const inked = [...drawing.keys()].filter((stroke) => drawing[stroke]!.length > 0);
  const boxes = inked.map((stroke) => drawingExtent([drawing[stroke]!])!);
  return columnsOf(boxes).map((members) => members.map((index) => inked[index]!));
}

export function widthOf({ left, right }: Extent): number {
  return right - left;
}

export function heightOf({ top, bottom }: Extent): number {
  return bottom - top;
}

export function union(one: Extent, other: Extent): Extent {
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}
