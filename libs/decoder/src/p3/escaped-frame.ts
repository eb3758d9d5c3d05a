import { EOR, isFraming, MAX_FRAME_BYTES, SOR, unescapedByte, WireBytes } from './wire.js';

/** A whole frame of a chunk without its escapes. One object serves all frames: its bytes are valid until the next `read`. */
export class EscapedFrame {
  readonly wire = WireBytes.ofSize(MAX_FRAME_BYTES);
  size = 0;
  /** Place behind the EOR in the chunk. */
  wireEnd = 0;

  /** Whether a whole and well escaped frame begins at `start` of the chunk. */
  read(chunk: WireBytes, start: number): boolean {
    const { bytes, view } = this.wire;
    const limit = Math.min(chunk.bytes.length, start + MAX_FRAME_BYTES);
    bytes[0] = SOR;
    let size = 1;
    for (let at = start + 1; at < limit; at++) {
      for (; at + 4 < limit; at += 4, size += 4) {
        const word = chunk.view.getUint32(at, true);
        if (mayFrame(word)) break;
        view.setUint32(size, word, true);
      }
      let byte = chunk.bytes[at] ?? 0;
      if (isFraming(byte)) {
        if (byte === SOR) return false;
        if (byte === EOR) {
          bytes[size] = EOR;
          this.size = size + 1;
          this.wireEnd = at + 1;
          return true;
        }
        byte = unescapedByte(chunk.bytes[++at] ?? 0);
        if (byte < 0 || at === limit) return false;
      }
      bytes[size++] = byte;
    }
    return false;
  }
}

/** Whether one of four bytes may be ESC, SOR or EOR; true for 8C too, which differs in the last two bits alone. */
function mayFrame(word: number): boolean {
  const differing = (word & 0xfcfcfcfc) ^ 0x8c8c8c8c;
  return ((differing - 0x01010101) & ~differing & 0x80808080) !== 0;
}
