import { type Random, wholeBetween } from '../track/random.js';

const SOR = 0x8e;
const EOR = 0x8f;
const ESC = 0x8d;
/** Wire offset of the CRC: no byte before it (SOR, version, LENGTH of a short record) needs an escape. */
const CRC_OFFSET = 4;
const MOST_JUNK_BYTES = 20;
const MOST_CUTS = 3;

/** Returns the frame with a wrong CRC and no other fault: the escapes stay good. */
export function withBadCrc(frame: Uint8Array): Uint8Array {
  const bad = frame.slice();
  const escaped = frame[CRC_OFFSET] === ESC;
  const at = escaped ? CRC_OFFSET + 1 : CRC_OFFSET;
  const byte = frame[at] ?? 0;
  if (escaped) bad[at] = byte === EOR + 0x20 ? SOR + 0x20 : EOR + 0x20;
  else bad[at] = (byte ^ 1) === ESC ? byte ^ 0x10 : byte ^ 1;
  return bad;
}

export function withFlippedBit(frame: Uint8Array, random: Random): Uint8Array {
  const bad = frame.slice();
  const at = wholeBetween(random, 0, frame.length - 1);
  bad[at] = (frame[at] ?? 0) ^ (1 << wholeBetween(random, 0, 7));
  return bad;
}

/** Cuts off the end: at least one byte stays, at least one is missing. */
export function truncated(frame: Uint8Array, random: Random): Uint8Array {
  return frame.slice(0, wholeBetween(random, 1, frame.length - 1));
}

/** Puts arbitrary bytes before the frame: an SOR among them must not harm the frame. */
export function withJunkBefore(frame: Uint8Array, random: Random): Uint8Array {
  const junk = Array.from({ length: wholeBetween(random, 1, MOST_JUNK_BYTES) }, () =>
    wholeBetween(random, 0, 255),
  );
  return Uint8Array.from([...junk, ...frame]);
}

/** Cuts the frame into two pieces or more, none empty. */
export function inPieces(frame: Uint8Array, random: Random): Uint8Array[] {
  const cuts = new Set<number>();
  for (let cut = wholeBetween(random, 1, MOST_CUTS); cut > 0; cut--) {
    cuts.add(wholeBetween(random, 1, frame.length - 1));
  }
  const edges = [0, ...[...cuts].sort((a, b) => a - b), frame.length];
  return edges.slice(1).map((end, piece) => frame.slice(edges[piece], end));
}
