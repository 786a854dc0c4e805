import { readDrawing, type Drawing, type Frame } from '../../ink/index.js';

/** What the browser keeps of a field while its page is away. */
export interface FieldMemory {
  readonly strokes: Drawing;
  /** Size of the surface that the strokes refer to. */
  readonly frame: Frame;
  /** The digit given in place of a reading; empty for none. */
  readonly entry: string;
  /** What the strokes were read as; empty for none. */
  readonly value: string;
}

export function writeMemory(memory: FieldMemory): string {
  return JSON.stringify(memory);
}

/** @returns null for anything but what {@link writeMemory} wrote: the text may come from anywhere. */
export function readMemory(text: string): FieldMemory | null {
  try {
    const memory = JSON.parse(text) as Partial<FieldMemory> | null;
    if (typeof memory !== 'object' || memory === null) return null;
    const { entry, value } = memory;
    const { width, height } = memory.frame ?? {};
    if (!isLength(width) || !isLength(height)) return null;
    if (!isValue(entry) || !isValue(value)) return null;
    return { strokes: readDrawing(memory.strokes), frame: { width, height }, entry, value };
  } catch {
    return null;
  }
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}

/** Empty or one digit. */
export function isValue(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9]?$/.test(value);
}
