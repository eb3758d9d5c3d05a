/** A passing as a TranX-2 reports it. */
export interface SentPassing {
  readonly transponder: number;
  readonly timeMs: number;
  readonly hits: number;
  readonly strength: number;
}

export function encodePassing(decoderId: number, sent: SentPassing): Uint8Array {
  const { transponder, timeMs, hits, strength } = sent;
  const body = `${hex(decoderId, 2)}00${hex(transponder, 6)}${hex(timeMs, 8)}${hex(hits, 2)}${hex(strength, 2)}00`;
  return Buffer.from(`$${body}\r\n`, 'latin1');
}

export function encodeStatus(decoderId: number, noise: number): Uint8Array {
  return Buffer.from(`#${hex(decoderId, 2)}${hex(noise, 2)}\r\n`, 'latin1');
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0').slice(-digits);
}
