/**
 * The AMB CRC (PROTOCOLS: P3 1.4): polynomial 0x1021, preset 0xFFFF, no reflection, no final xor.
 *
 * The message byte enters at the LOW end of the register instead of being xored into the table index, so no
 * generic CRC-16 library computes it. The check value of "123456789" is 0xA69D.
 */
const TABLE = new Uint16Array(256);
for (let index = 0; index < 256; index++) {
  let crc = index << 8;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) !== 0 ? (crc << 1) ^ 0x1021 : crc << 1;
  TABLE[index] = crc & 0xffff;
}

export const CRC_PRESET = 0xffff;

/** Advances `crc` over `bytes[start, end)`. */
export function ambCrc(bytes: Uint8Array, start = 0, end = bytes.length, crc = CRC_PRESET): number {
  let register = crc;
  for (let at = start; at < end; at++) {
    register = (TABLE[register >> 8] ?? 0) ^ ((register << 8) & 0xffff) ^ (bytes[at] ?? 0);
  }
  return register;
}

/** CRC of an unescaped record `bytes[start, end)`, its CRC field (offsets 4 and 5) taken as zero. */
export function recordCrc(bytes: Uint8Array, start: number, end: number): number {
  let crc = ambCrc(bytes, start, start + 4);
  crc = (TABLE[crc >> 8] ?? 0) ^ ((crc << 8) & 0xffff);
  crc = (TABLE[crc >> 8] ?? 0) ^ ((crc << 8) & 0xffff);
  return ambCrc(bytes, start + 6, end, crc);
}
