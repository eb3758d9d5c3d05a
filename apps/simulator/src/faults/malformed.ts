import { type Random, wholeBetween } from '../track/random.js';
import { truncated, withBadCrc } from './damage.js';

const SOR = 0x8e;
const EOR = 0x8f;
const ESC = 0x8d;
/** Wire offset of LENGTH, which is below 8A in every record that a decoder pushes. */
const LENGTH_OFFSET = 2;
const MOST_JUNK_BYTES = 40;
/** More than any reader has to hold (P3 frames have 17 to 143 bytes). */
const OVERSIZE_BYTES = 5000;
const OVERSIZE_SHARE = 0.005;

type Malformed = (frame: Uint8Array, random: Random) => Uint8Array;

/** Ways to spoil a frame: the result cannot be a frame by chance, nor swallow the frame behind it. */
const KINDS: readonly Malformed[] = [
  withBadCrc,
  withOtherLength,
  truncated,
  (frame) => frame.slice(0, -1), // no EOR
  (frame) => Uint8Array.of(...frame.slice(0, -1), ESC, EOR), // no byte behind the escape
  (frame) => Uint8Array.of(...frame.slice(0, -1), ESC, 0x01, EOR), // an escape of a byte that needs none
  (frame, random) => Uint8Array.of(...truncated(frame, random), SOR, EOR), // a start within, too short for a record
  junk,
];

/** Makes a malformed frame from a good one. */
export function malformed(frame: Uint8Array, random: Random): Uint8Array {
  if (random() < OVERSIZE_SHARE) return oversize(random);
  return KINDS[wholeBetween(random, 0, KINDS.length - 1)]?.(frame, random) ?? frame;
}

function withOtherLength(frame: Uint8Array): Uint8Array {
  const bad = frame.slice();
  bad[LENGTH_OFFSET] = ((frame[LENGTH_OFFSET] ?? 0) + 1) & 0x7f;
  return bad;
}

/** Arbitrary bytes without an SOR. */
function junk(_frame: Uint8Array, random: Random): Uint8Array {
  return Uint8Array.from({ length: wholeBetween(random, 1, MOST_JUNK_BYTES) }, () => {
    const byte = wholeBetween(random, 0, 255);
    return byte === SOR ? EOR : byte;
  });
}

/** A frame that begins and does not end. */
function oversize(random: Random): Uint8Array {
  const bytes = Uint8Array.from({ length: OVERSIZE_BYTES }, () => wholeBetween(random, 0, 0x7f));
  bytes[0] = SOR;
  return bytes;
}
