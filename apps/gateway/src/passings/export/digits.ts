/** The four digits of each number below 10,000, as they are written into memory at once. */
const FOUR = Uint32Array.from({ length: 10_000 }, (_, number) =>
  Buffer.from(String(number).padStart(4, '0')).readUInt32LE(),
);
const ZERO = 48;
const EIGHT_DIGITS = 100_000_000;

/** How many digits a whole number has. */
export function widthOf(value: number): number {
  let width = 1;
  for (let limit = 10; value >= limit; limit *= 10) width++;
  return width;
}

/** Writes a whole number below 2^53 at `at`, as many digits as it has or wide as is asked. */
export function writeDigits(into: DataView, at: number, width: number, value: number): void {
  let rest = value;
  let left = width;
  // Division of small whole numbers is many times faster.
  while (left > 8) {
    const upper = Math.floor(rest / EIGHT_DIGITS);
    left -= 8;
    writeEight(into, at + left, (rest - upper * EIGHT_DIGITS) | 0);
    rest = upper;
  }
  let small = rest | 0;
  while (left >= 4) {
    const upper = (small / 10_000) | 0;
    left -= 4;
    into.setUint32(at + left, FOUR[small - upper * 10_000] ?? 0, true);
    small = upper;
  }
  while (left > 0) {
    const upper = (small / 10) | 0;
    left--;
    into.setUint8(at + left, ZERO + small - upper * 10);
    small = upper;
  }
}

function writeEight(into: DataView, at: number, value: number): void {
  const upper = (value / 10_000) | 0;
  into.setUint32(at, FOUR[upper] ?? 0, true);
  into.setUint32(at + 4, FOUR[value - upper * 10_000] ?? 0, true);
}
