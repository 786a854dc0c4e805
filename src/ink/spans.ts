/**
 * A union of horizontal spans on a stack of bands: for each band, disjoint spans in ascending order,
 * kept in a linked list so that a span that touches others swallows them on the way in. What overlaps
 * is counted once, whatever the order of insertion.
 */
export class SpanUnion {
  /** First span of each band, or -1. */
  readonly first: Int32Array;
  /** By span: where it begins, where it ends, and the next one of its band, or -1. */
  start = new Float64Array(1024);
  end = new Float64Array(1024);
  next = new Int32Array(1024);
  private size = 0;
  private free = -1;

  constructor(bands: number) {
    this.first = new Int32Array(bands).fill(-1);
  }

  add(band: number, start: number, end: number): void {
    let previous = -1;
    let span = this.first[band]!;
    while (span >= 0 && this.end[span]! < start) {
      previous = span;
      span = this.next[span]!;
    }
    if (span < 0 || this.start[span]! > end) {
      this.insert(band, previous, span, start, end);
      return;
    }
    if (start < this.start[span]!) this.start[span] = start;
    if (end > this.end[span]!) this.swallow(span, end);
  }

  private insert(band: number, previous: number, next: number, start: number, end: number): void {
    const span = this.allocate();
    this.start[span] = start;
    this.end[span] = end;
    this.next[span] = next;
    if (previous < 0) this.first[band] = span;
    else this.next[previous] = span;
  }

  /** Extends `span` to `end` and takes in the spans that this reaches. */
  private swallow(span: number, end: number): void {
    let after = this.next[span]!;
    while (after >= 0 && this.start[after]! <= end) {
      if (this.end[after]! > end) end = this.end[after]!;
      const gone = after;
      after = this.next[after]!;
      this.next[gone] = this.free;
      this.free = gone;
    }
    this.next[span] = after;
    this.end[span] = end;
  }

  private allocate(): number {
    if (this.free >= 0) {
      const span = this.free;
      this.free = this.next[span]!;
      return span;
    }
    if (this.size === this.start.length) this.grow();
    return this.size++;
  }

  private grow(): void {
    const length = this.size * 2;
    const { start, end, next } = this;
    this.start = new Float64Array(length);
    this.start.set(start);
    this.end = new Float64Array(length);
    this.end.set(end);
    this.next = new Int32Array(length);
    this.next.set(next);
  }
}
