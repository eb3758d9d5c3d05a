import { EOR, ESC, MAX_FRAME_BYTES, SOR, unescapedByte, WireBytes } from './wire.js';

/** A whole frame of a chunk without its escapes. One is used again and again: what it holds is valid until then. */
export class EscapedFrame {
  readonly wire = WireBytes.ofSize(MAX_FRAME_BYTES);
  size = 0;
  /** Behind its EOR in the chunk. */
  wireEnd = 0;

  /** Whether a frame begins at `start` of the chunk that is whole and well escaped. */
  read(chunk: Uint8Array, start: number): boolean {
    const { bytes } = this.wire;
    const limit = Math.min(chunk.length, start + MAX_FRAME_BYTES);
    bytes[0] = SOR;
    let size = 1;
    for (let at = start + 1; at < limit; at++) {
      let byte = chunk[at] ?? 0;
      // Most are none of the three, which are neighbours.
      if (byte >= ESC && byte <= EOR) {
        if (byte === SOR) return false;
        if (byte === EOR) {
          bytes[size] = EOR;
          this.size = size + 1;
          this.wireEnd = at + 1;
          return true;
        }
        byte = unescapedByte(chunk[++at] ?? 0);
        if (byte < 0 || at === limit) return false;
      }
      bytes[size++] = byte;
    }
    return false;
  }
}
