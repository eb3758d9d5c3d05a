/**
 * CRC of a line (docs/protocols/p98.md, CRC): polynomial 0x1021, preset 0xFFFF; each byte enters at the low end of the
 * register. `text` has one character a byte.
 */
export function lineCrc(text: string): number {
  let register = 0xffff;
  for (let at = 0; at < text.length; at++) {
    register = (register << 8) | (text.charCodeAt(at) & 0xff);
    for (let bit = 23; bit >= 16; bit--) if ((register & (1 << bit)) !== 0) register ^= 0x11021 << (bit - 16);
  }
  return register;
}

/** Returns a CRC as it is written: four upper-case digits. */
export function crcText(text: string): string {
  return lineCrc(text).toString(16).toUpperCase().padStart(4, '0');
}
