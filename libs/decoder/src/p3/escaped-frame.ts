import { EOR, ESC, MAX_FRAME_BYTES, SOR, unescapedByte } from './wire.js';

/** A whole frame of a chunk without its escapes. One is used again and again: what it holds is valid until then. */
export class EscapedFrame {
  readonly bytes = new Uint8Array(MAX_FRAME_BYTES);
  size = 0;
  /** Behind its EOR in the chunk. */
  wireEnd = 0;

  /** Whether a frame begins at `start` of the chunk that is whole and well escaped. */
  read(chunk: Uint8Array, start: number): boolean {
    const { bytes } = this;
    const limit = Math.min(chunk.length, start + MAX_FRAME_BYTES);
    bytes[0] = SOR;
    let size = 1;
    for (let at = start + 1; at < limit; at++) {
      let byte = chunk[at] ?? 0;
      if (byte === ESC) {
        byte = unescapedByte(chunk[++at] ?? 0);
        if (byte < 0 || at === limit) return false;
      } else if (byte === SOR) return false;
      else if (byte === EOR) {
        bytes[size] = EOR;
        this.size = size + 1;
        this.wireEnd = at + 1;
        return true;
      }
      bytes[size++] = byte;
    }
    return false;
  }
}
