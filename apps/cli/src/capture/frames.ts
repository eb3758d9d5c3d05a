import { PROTOCOLS } from '#decoder';

/** Whether a record of a binary protocol begins in bytes that may as well be text. */
export function hasFrame(bytes: Uint8Array): boolean {
  return PROTOCOLS.some(({ framing }) => framing?.hasRecord(bytes) === true);
}

/** Whether a byte begins or ends records of a binary protocol. */
export function isFrameMark(byte: number): boolean {
  return PROTOCOLS.some(({ framing }) => framing?.marks.includes(byte) === true);
}
