import { hexIn, U32 } from '../lines/text-number.js';
import type { DecoderReport } from '../report.js';

const U8 = 0xff;
const U24 = 0xff_ffff;

const STATUS = /^#([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})$/;
/** Decoder, an unknown byte, transponder, milliseconds since the start, hits, strength, flags. */
const PASSING =
  /^\$([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{6})([0-9A-Fa-f]{8})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})$/;
/** An AMB20 is idle with 8 digits behind the @, and reports a transponder, a time of day and hits with 12. */
const AMB20 = /^@(?:[0-9]{8}|[0-9]{12})$/;

/** Returns the record of a line of TranX-2, or the reason why it is none (docs/protocols/tranx2.md). */
export function readLine(line: string): DecoderReport | string {
  const [, , noise] = STATUS.exec(line) ?? [];
  if (noise !== undefined)
    return { kind: 'status', type: 'STATUS', fields: { noise: hexIn(noise, U8) }, asked: [], raw: [] };
  if (AMB20.test(line))
    return { kind: 'other', type: 'AMB20', fields: { line: line.slice(1) }, asked: [], raw: [] };
  const [, , unknown, transponder, timeMs, hits, strength, flags] = PASSING.exec(line) ?? [];
  if (flags === undefined) return 'no_record';
  return {
    kind: 'passing',
    type: 'PASSING',
    fields: {
      transponder: hexIn(transponder, U24),
      rtcTimeUs: (hexIn(timeMs, U32) ?? 0) * 1000,
      hits: hexIn(hits, U8),
      strength: hexIn(strength, U8),
    },
    asked: [],
    // Always 0 where they were seen, so that no source tells their meaning.
    raw: [unknown, flags].flatMap((text, at) =>
      text === '00' || text === undefined ? [] : [{ id: at, bytes: Buffer.from(text, 'hex') }],
    ),
  };
}
