import { rawFieldsOf } from '../lines/raw-fields.js';
import { secondsInUs, U16, U32, wholeIn } from '../lines/text-number.js';
import type { DecoderReport, PassingReport, StatusReport } from '../report.js';
import { crcText } from './line-crc.js';

/** Begins each line. */
export const SOH = '\x01';

/** SOH, the type, TAB, fields each with a TAB behind it, x and the CRC. */
const LINE = new RegExp(`^${SOH}([^\\t${SOH}]{1,4})\\t([^${SOH}]*\\t)x([0-9A-Fa-f]{4})$`);
const CRC_LETTERS = 5;

/** Returns the record of a line of P98, or the reason why it is none (docs/protocols/p98.md). */
export function readLine(line: string): DecoderReport | string {
  const [, type, body, crc] = LINE.exec(line) ?? [];
  if (type === undefined || body === undefined || crc === undefined) return 'no_record';
  if (crcText(line.slice(1, -CRC_LETTERS)) !== crc.toUpperCase()) return 'bad_crc';
  const fields = body.slice(0, -1).split('\t');
  switch (type) {
    case '@':
      return passingOf(fields) ?? 'bad_field';
    case '#':
      return statusOf(fields) ?? 'bad_field';
    default:
      return {
        kind: 'other',
        type: type === '$' ? 'NOTE' : 'UNKNOWN',
        fields: {},
        asked: [],
        raw: rawFieldsOf(fields, 0),
      };
  }
}

function passingOf(fields: readonly string[]): PassingReport | undefined {
  const [decoderId, sequenceText, transponderText, time, hitsText, strengthText] = fields;
  const sequence = wholeIn(sequenceText, U32);
  const transponder = wholeIn(transponderText, U32);
  const rtcTimeUs = secondsInUs(time);
  const hits = wholeIn(hitsText, U16);
  const strength = wholeIn(strengthText, U16);
  if (!decoderId || sequence === undefined || transponder === undefined || rtcTimeUs === undefined)
    return undefined;
  if (hits === undefined || strength === undefined) return undefined;
  return {
    kind: 'passing',
    type: 'PASSING',
    fields: { decoderId, sequence, transponder, rtcTimeUs, hits, strength },
    asked: [],
    // The meaning of the last field is unknown: 2 or 02 in each line that was seen.
    raw: rawFieldsOf(fields, 6),
  };
}

function statusOf(fields: readonly string[]): StatusReport | undefined {
  const [decoderId, sequenceText, noiseText] = fields;
  const sequence = wholeIn(sequenceText, U32);
  const noise = wholeIn(noiseText, U16);
  if (!decoderId || sequence === undefined || noise === undefined) return undefined;
  return {
    kind: 'status',
    type: 'STATUS',
    fields: { decoderId, sequence, noise },
    asked: [],
    raw: rawFieldsOf(fields, 3),
  };
}
