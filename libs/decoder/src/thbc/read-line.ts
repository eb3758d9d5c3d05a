import { U16, wholeIn } from '../lines/text-number.js';
import type { DecoderReport, RawField } from '../report.js';
import { checksumText } from './checksum.js';

/** 32 characters and their checksum. */
const PASSING = /^<([^<>]{32})([0-9]{4})>$/;
/** Channel, transponder, time of day, level, an unknown number, battery. */
const CONTENT =
  /^([A-Z0-9]{3}) ([0-9]{6}) ([0-9]{2}):([0-9]{2})'([0-9]{2})"([0-9]{3}) ([0-9]{2}) ([0-9]{2}) ([0-9]) $/;
/** 21 characters behind the bracket: time of day, noise of STA and BOX, level of STA and BOX. */
const STATUS = { from: 1, until: 22, parts: 5 };

/** Transponder of the button MAN: no rider. */
const NOBODY = 0;
/** State 2 is a low battery, 3 a faulty one; FLAGS of P3 has its bit 0 for a low one. */
const LEAST_LOW = 2;
const LOW_BATTERY = 1;

/** Returns the record of a message of THbC, or the reason why it is none (docs/protocols/thbc.md). */
export function readLine(line: string): DecoderReport | string {
  const [, content, checksum] = PASSING.exec(line) ?? [];
  if (content !== undefined) return checksumText(content) === checksum ? passingOf(content) : 'bad_checksum';
  if (line.startsWith('[')) return statusOf(line);
  // The configuration is binary, and has no end of its own.
  if (line.startsWith('+++')) return { kind: 'other', type: 'CONFIG', fields: {}, asked: [], raw: [] };
  return line.startsWith('<') ? 'bad_message' : 'no_record';
}

function statusOf(line: string): DecoderReport | string {
  const parts = line.slice(STATUS.from, STATUS.until).trim().split(/ +/);
  if (parts.length !== STATUS.parts) return 'bad_field';
  const fields = { noise: wholeIn(parts[1], U16) };
  return { kind: 'status', type: 'STATUS', fields, asked: [], raw: [rawOf('status', parts.join(' '))] };
}

function passingOf(content: string): DecoderReport | string {
  const [, loop, transponder, ...rest] = CONTENT.exec(content) ?? [];
  if (loop === undefined || transponder === undefined) return 'bad_field';
  const [hours = 0, minutes = 0, seconds = 0, milliseconds = 0, strength = 0, unknown = 0, battery = 0] =
    rest.map(Number);
  if (hours > 23 || minutes > 59 || seconds > 59) return 'bad_field';
  const number = Number(transponder);
  return {
    kind: 'passing',
    type: 'PASSING',
    fields: {
      loop,
      transponder: number === NOBODY ? undefined : number,
      rtcTimeUs: (((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds) * 1000,
      strength,
      flags: battery >= LEAST_LOW ? LOW_BATTERY : 0,
    },
    asked: [],
    raw: [rawOf('unknown', String(unknown))],
  };
}

function rawOf(id: string, text: string): RawField {
  return { id, bytes: Buffer.from(text, 'latin1') };
}
