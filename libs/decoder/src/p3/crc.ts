import { isFraming, SOR, viewOf } from './wire.js';

/**
 * The AMB CRC (docs/protocols/p3.md, CRC): polynomial 0x1021, preset 0xFFFF, no reflection, no final xor.
 *  The message byte enters at the LOW end of the register instead of being xored into the table index, so no generic
 * CRC-16 library computes it. The check value of "123456789" is 0xA69D.
 *  `BEHIND[n]` has the contribution of a byte to the register once n more have followed it, so that eight bytes take
 * one step, with the two of the register as the bytes before them. Above the 16 bits of the register, bit 16 + n marks
 * a byte of the framing (ESC, SOR, EOR): finding one among eight costs no further step.
 */
type Table = Uint32Array;
const BEHIND = Array.from({ length: 10 }, () => new Uint32Array(256));
const [B0, B1, B2, B3, B4, B5, B6, B7, B8, B9] = BEHIND as unknown as readonly [
  ...[Table, Table, Table, Table, Table],
  ...[Table, Table, Table, Table, Table],
];
const REGISTER = 0xffff;
for (let byte = 0; byte < 256; byte++) {
  let register = byte;
  for (const [following, table] of BEHIND.entries()) {
    table[byte] = isFraming(byte) && following < 8 ? register | (1 << (16 + following)) : register;
    register <<= 8;
    for (let bit = 23; bit >= 16; bit--) if ((register & (1 << bit)) !== 0) register ^= 0x11021 << (bit - 16);
  }
}

export const CRC_PRESET = 0xffff;
/** Contribution of the preset and SOR seven bytes later. */
const BEHIND_SOR = ((B9[CRC_PRESET >> 8] ?? 0) ^ (B8[CRC_PRESET & 0xff] ?? 0) ^ (B7[SOR] ?? 0)) & REGISTER;

/** Advances `crc` over `bytes[start, end)`. */
export function ambCrc(bytes: Uint8Array, start = 0, end = bytes.length, crc = CRC_PRESET): number {
  return advanced(crc, viewOf(bytes), start, end);
}

/** CRC of an unescaped record `[start, end)`, its CRC field (offsets 4 and 5) taken as zero. */
export function recordCrc(view: DataView, start: number, end: number): number {
  return advanced(headerWorth(view, start) & REGISTER, view, start + 8, end);
}

function advanced(crc: number, view: DataView, start: number, end: number): number {
  let register = crc;
  let at = start;
  for (; at + 8 <= end; at += 8) register = eightMore(register, view, at) & REGISTER;
  for (; at < end; at++) register = oneMore(register, view.getUint8(at)) & REGISTER;
  return register;
}

/** Returns the same CRC of wire bytes, or -1 where a byte between SOR and EOR is ESC, SOR or EOR. */
export function wireCrc(view: DataView, start: number, end: number): number {
  const header = headerWorth(view, start);
  let seen = header | (B0[view.getUint8(start + 4)] ?? 0) | (B0[view.getUint8(start + 5)] ?? 0);
  let register = header & REGISTER;
  const last = end - 1;
  let at = start + 8;
  for (; at + 8 <= last; at += 8) {
    const worth = eightMore(register, view, at);
    seen |= worth;
    register = worth & REGISTER;
  }
  if (at + 4 <= last) {
    const worth = fourMore(register, view, at);
    seen |= worth;
    register = worth & REGISTER;
    at += 4;
  }
  for (; at < last; at++) {
    const worth = oneMore(register, view.getUint8(at));
    seen |= worth;
    register = worth & REGISTER;
  }
  return seen > REGISTER ? -1 : oneMore(register, view.getUint8(last)) & REGISTER;
}

/** Returns the contribution of SOR to FLAGS, with the CRC field as zero. */
function headerWorth(view: DataView, start: number): number {
  const word = view.getUint32(start, true);
  return (
    BEHIND_SOR ^
    (B6[(word >>> 8) & 0xff] ?? 0) ^
    (B5[(word >>> 16) & 0xff] ?? 0) ^
    (B4[word >>> 24] ?? 0) ^
    (B1[view.getUint8(start + 6)] ?? 0) ^
    (B0[view.getUint8(start + 7)] ?? 0)
  );
}

/** Advances the register over eight bytes; the register comes last, so that the rest runs beside the eight before. */
function eightMore(register: number, view: DataView, at: number): number {
  const word = view.getUint32(at, true);
  const next = view.getUint32(at + 4, true);
  return (
    (B7[word & 0xff] ?? 0) ^
    (B6[(word >>> 8) & 0xff] ?? 0) ^
    (B5[(word >>> 16) & 0xff] ?? 0) ^
    (B4[word >>> 24] ?? 0) ^
    (B3[next & 0xff] ?? 0) ^
    (B2[(next >>> 8) & 0xff] ?? 0) ^
    (B1[(next >>> 16) & 0xff] ?? 0) ^
    (B0[next >>> 24] ?? 0) ^
    ((B9[register >> 8] ?? 0) ^ (B8[register & 0xff] ?? 0))
  );
}

function fourMore(register: number, view: DataView, at: number): number {
  const word = view.getUint32(at, true);
  return (
    (B3[word & 0xff] ?? 0) ^
    (B2[(word >>> 8) & 0xff] ?? 0) ^
    (B1[(word >>> 16) & 0xff] ?? 0) ^
    (B0[word >>> 24] ?? 0) ^
    (((B5[register >> 8] ?? 0) ^ (B4[register & 0xff] ?? 0)) & REGISTER)
  );
}

function oneMore(register: number, byte: number): number {
  return (((B2[register >> 8] ?? 0) ^ (register << 8)) & REGISTER) ^ (B0[byte] ?? 0);
}
