/** The bytes of the P3 frame: escapes, header offsets and limits (docs/protocols/p3.md, Frame). */
export const SOR = 0x8e;
export const EOR = 0x8f;
export const ESC = 0x8d;
const ESCAPE_SHIFT = 0x20;

/** Whether a byte stands escaped within a frame. The three are neighbours. */
export function isFraming(byte: number): boolean {
  return byte >= ESC && byte <= EOR;
}

/** Header before the body (SOR to TOR), plus the EOR behind it. */
export const HEADER_BYTES = 10;
export const MIN_RECORD_BYTES = HEADER_BYTES + 1;

/** Most wire bytes one frame may take; real records have 17 to 143. Bounds the memory of a link. */
export const MAX_FRAME_BYTES = 4096;

export type FrameFault = 'dangling_escape' | 'bad_escape';

/**
 * Returns the byte that stands behind ESC, or -1. Decoders escape 8D, 8E and 8F only; 8A to 8C are accepted escaped
 * too, because some senders do that.
 */
export function unescapedByte(byte: number): number {
  const plain = byte - ESCAPE_SHIFT;
  return plain < 0x8a || plain > EOR ? -1 : plain;
}

/**
 * Undoes the escaping of a frame's wire bytes `[start, end)`, SOR and EOR included, into `into`. Returns the unescaped
 * size, or the fault.
 */
export function unescapeFrame(
  wire: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
): number | FrameFault {
  const last = end - 1;
  let size = 0;
  for (let at = start; at < end; at++) {
    let byte = wire[at] ?? 0;
    if (byte === ESC) {
      at++;
      if (at >= last) return 'dangling_escape';
      byte = unescapedByte(wire[at] ?? 0);
      if (byte < 0) return 'bad_escape';
    }
    into[size++] = byte;
  }
  return size;
}

/** Escapes an unescaped record, whose first and last byte are SOR and EOR, for the wire. */
export function escapeFrame(record: Uint8Array): Uint8Array {
  const wire = new Uint8Array(record.length * 2);
  let size = 0;
  const last = record.length - 1;
  for (let at = 0; at <= last; at++) {
    const byte = record[at] ?? 0;
    if (at > 0 && at < last && isFraming(byte)) {
      wire[size++] = ESC;
      wire[size++] = byte + ESCAPE_SHIFT;
    } else {
      wire[size++] = byte;
    }
  }
  return wire.slice(0, size);
}

/** Copies bytes to keep. Not `slice`: a Buffer's is a view, which would hold the whole chunk, and change with it. */
export function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return Uint8Array.from(bytes.subarray(start, end));
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * Bytes, with the view that reads the numbers in them, all little-endian. Composing a number from its bytes is slower
 * by far, and code that does it often becomes too long for V8 to inline.
 */
export class WireBytes {
  readonly view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.view = viewOf(bytes);
  }

  static ofSize(size: number): WireBytes {
    return new WireBytes(new Uint8Array(size));
  }
}
