/** Bytes that a first piece is given room for. */
const FIRST_ROOM = 65_536;

/**
 * Collects the pieces of a file in one buffer. A list of them would take far more memory than the
 * file has bytes, where each is one byte long or a part of a longer buffer.
 */
export class ByteCollector {
  private room = new Uint8Array();
  private length = 0;

  add(piece: Uint8Array): void {
    const length = this.length + piece.length;
    if (length > this.room.length) {
      const room = new Uint8Array(Math.max(length, this.room.length * 2, FIRST_ROOM));
      room.set(this.bytes);
      this.room = room;
    }
    this.room.set(piece, this.length);
    this.length = length;
  }

  get bytes(): Uint8Array {
    return this.room.subarray(0, this.length);
  }
}
