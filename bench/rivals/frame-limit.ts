/**
 * The limit of any parser: looks at each byte for the frame's end, and computes the CRC by tables, eight bytes a step.
 * Bytes are neither unescaped nor compared, decoded or kept.
 */
const EOR = 0x8f;
const TABLES = Array.from({ length: 10 }, () => new Uint16Array(256));
for (let byte = 0; byte < 256; byte++) {
  let register = byte;
  for (const table of TABLES) {
    table[byte] = register;
    register <<= 8;
    for (let bit = 23; bit >= 16; bit--) if ((register & (1 << bit)) !== 0) register ^= 0x11021 << (bit - 16);
  }
}
const [, , T2, T3, T4, T5, T6, T7, T8, T9] = TABLES as unknown as readonly [
  ...[Uint16Array, Uint16Array, Uint16Array, Uint16Array, Uint16Array],
  ...[Uint16Array, Uint16Array, Uint16Array, Uint16Array, Uint16Array],
];

export class FrameLimit {
  frames = 0;
  /** A result that the compiler cannot leave out. */
  sum = 0;
  private register = 0xffff;

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      let end = at;
      while (end < chunk.length && chunk[end] !== EOR) end++;
      const isWhole = end < chunk.length;
      this.register = crc(chunk, at, isWhole ? end + 1 : end, this.register);
      if (isWhole) {
        this.frames++;
        this.sum ^= this.register;
        this.register = 0xffff;
      }
      at = end + 1;
    }
  }
}

function crc(bytes: Uint8Array, start: number, end: number, preset: number): number {
  let register = preset;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    register =
      (T7[bytes[at] ?? 0] ?? 0) ^
      (T6[bytes[at + 1] ?? 0] ?? 0) ^
      (T5[bytes[at + 2] ?? 0] ?? 0) ^
      (T4[bytes[at + 3] ?? 0] ?? 0) ^
      (T3[bytes[at + 4] ?? 0] ?? 0) ^
      (T2[bytes[at + 5] ?? 0] ?? 0) ^
      ((bytes[at + 6] ?? 0) << 8) ^
      (bytes[at + 7] ?? 0) ^
      // Last, so that the rest does not wait for the eight before.
      ((T9[register >> 8] ?? 0) ^ (T8[register & 0xff] ?? 0));
  }
  for (; at < end; at++) register = (T2[register >> 8] ?? 0) ^ ((register << 8) & 0xffff) ^ (bytes[at] ?? 0);
  return register;
}
