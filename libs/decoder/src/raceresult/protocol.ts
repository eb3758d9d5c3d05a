import { LineParser } from '../lines/line-parser.js';
import type { DecoderProtocol, Dialogue } from '../protocol.js';
import { readLine } from './read-line.js';
import { createSide } from './side.js';

/** Protocol version that is asked for; what each line holds depends on it. */
const VERSION = '3.2';

const commandOf = (text: string): Uint8Array => Buffer.from(`${text}\r\n`, 'latin1');

const dialogue: Dialogue = {
  greeting: commandOf(`SETPROTOCOL;${VERSION}\r\nSETPUSHPASSINGS;1;0`),
  signs: [{ type: 'GETSTATUS', encode: () => commandOf('GETSTATUS') }],
  identity: { type: 'GETFIRMWAREVERSION', encode: () => commandOf('GETFIRMWAREVERSION') },
  time: { type: 'GETTIME', encode: () => commandOf('GETTIME'), purpose: 'time' },
  session: { type: 'PASSINGS', encode: () => commandOf('PASSINGS'), purpose: 'session' },
  // The passings are the only answer, so that a later answer tells that all of them came.
  resend: ({ from, until }) => ({
    type: 'GETSTATUS',
    encode: () => commandOf(`${from}:${until - from + 1}\r\nGETSTATUS`),
    purpose: 'resend',
  }),
  commands: [],
  refusalOf: () => ({ words: 'no reason given', isUnsupported: true }),
};

/** The text protocol of RACE RESULT 4000 and 5000 (docs/protocols/raceresult.md). */
export const raceresult: DecoderProtocol = {
  name: 'raceresult',
  kind: 'p3_decoder',
  transports: { tcp: { defaultPort: 3601 } },
  createParser: () => new LineParser({ begins: /#P;|^./g, read: readLine }),
  framing: undefined,
  dialogue,
  createSide,
};
