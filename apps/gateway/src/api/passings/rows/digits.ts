/** The four digits of each number below 10,000, as they are written into memory at once. */
const FOUR = Uint32Array.from({ length: 10_000 }, (_, number) =>
  Buffer.from(String(number).padStart(4, '0')).readUInt32LE(),
);
const ZERO = 48;

/** Numbers are written as two halves: small whole numbers are many times faster to divide and to hand on. */
const HALF = 100_000_000;
const HALF_DIGITS = 8;

export function upperOf(value: number): number {
  return (value / HALF) | 0;
}

/** Returns the last eight digits. */
export function lowerOf(value: number): number {
  return (value - upperOf(value) * HALF) | 0;
}

/** Counts the digits of a whole number. */
export function widthOf(value: number): number {
  let width = 1;
  for (let limit = 10; value >= limit; limit *= 10) width++;
  return width;
}

/** Writes a number by its halves at `at`, as many digits as `width` says. */
export function writeDigits(into: DataView, at: number, width: number, upper: number, lower: number): void {
  if (width <= HALF_DIGITS) {
    writeShort(into, at, width, lower);
    return;
  }
  const middle = at + width - HALF_DIGITS;
  writeShort(into, at, width - HALF_DIGITS, upper);
  const thousands = (lower / 10_000) | 0;
  into.setUint32(middle, FOUR[thousands] ?? 0, true);
  into.setUint32(middle + 4, FOUR[lower - thousands * 10_000] ?? 0, true);
}

/** Writes up to eight digits. */
export function writeShort(into: DataView, at: number, width: number, value: number): void {
  let rest = value;
  let left = width;
  while (left >= 4) {
    const upper = (rest / 10_000) | 0;
    left -= 4;
    into.setUint32(at + left, FOUR[rest - upper * 10_000] ?? 0, true);
    rest = upper;
  }
  while (left > 0) {
    const upper = (rest / 10) | 0;
    left--;
    into.setUint8(at + left, ZERO + rest - upper * 10);
    rest = upper;
  }
}

const TWO = Uint16Array.from({ length: 100 }, (_, number) =>
  Buffer.from(String(number).padStart(2, '0')).readUInt16LE(),
);

export function writeTwo(into: DataView, at: number, value: number): void {
  into.setUint16(at, TWO[value] ?? 0, true);
}

export function writeFour(into: DataView, at: number, value: number): void {
  into.setUint32(at, FOUR[value] ?? 0, true);
}
