import { crcText } from './line-crc.js';

/** Returns a line of P98 as a decoder sends it: fields between its type and its CRC. */
export function encodeLine(type: '@' | '#' | '$', fields: readonly (string | number)[]): Uint8Array {
  const text = `${type}\t${fields.join('\t')}\t`;
  return Buffer.from(`\x01${text}x${crcText(text)}\r\n`, 'latin1');
}

/** Returns microseconds as decimal seconds; RC-4 leaves zeros at the end out. */
export function secondsText(us: number): string {
  return String(Math.round(us / 1000) / 1000);
}
