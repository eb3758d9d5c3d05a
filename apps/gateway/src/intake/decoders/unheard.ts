import { type DecoderAddress, type DecoderState, describeTransport } from '#decoder';

/** Time for which a decoder may take before its first word: three reports of its status. */
const PATIENCE_MS = 15_000;

type HeardOf = Pick<DecoderState, 'link' | 'linkSinceMs' | 'lastRecordAtMs' | 'counters'>;

/** Returns what to look for where a link is open and no record ever came, as a sentence. */
export function unheardTrouble(address: DecoderAddress, state: HeardOf, nowMs: number): string | undefined {
  const { link, linkSinceMs, lastRecordAtMs, counters } = state;
  // An open port proves no decoder, and a record of the link before none either: a serial port opens without one.
  const isHeard = lastRecordAtMs !== undefined && lastRecordAtMs >= linkSinceMs;
  if (link !== 'connected' || isHeard || nowMs - linkSinceMs <= PATIENCE_MS) return undefined;
  const place = describeTransport(address);
  if (counters.records === 0 && counters.bytes > 0)
    return `Bytes come from ${place}, and none of them is ${address.protocol}: is its URL right in protocol and speed?`;
  return `Nothing came from ${place} since it was opened: is the decoder on, its cable in, its URL right? No rider crossed, if so.`;
}
