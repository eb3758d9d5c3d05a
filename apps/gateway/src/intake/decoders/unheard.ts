import { type DecoderAddress, type DecoderState, describeTransport } from '#decoder';

/** Time for which a decoder may take before its first word: three reports of its status. */
const PATIENCE_MS = 15_000;

type HeardOf = Pick<DecoderState, 'link' | 'linkSinceMs' | 'lastRecordAtMs' | 'counters'>;

/** Whether a record came since the link was opened. An open port proves no decoder: a serial port opens without one. */
export function isHeard({ linkSinceMs, lastRecordAtMs }: Omit<HeardOf, 'counters'>): boolean {
  return lastRecordAtMs !== undefined && lastRecordAtMs >= linkSinceMs;
}

/** Returns what to look for where a link is open and no record ever came, as a sentence. */
export function unheardTrouble(address: DecoderAddress, state: HeardOf, nowMs: number): string | undefined {
  const { link, linkSinceMs, counters } = state;
  if (link !== 'connected' || isHeard(state) || nowMs - linkSinceMs <= PATIENCE_MS) return undefined;
  const place = describeTransport(address);
  if (counters.records === 0 && counters.bytes > 0)
    return `Bytes come from ${place}, and none of them is ${address.protocol}: is its URL right in protocol and speed?`;
  return `Nothing came from ${place} since it was opened: is the decoder on, its cable in, its URL right? No rider crossed, if so.`;
}
