import type { DecoderProtocol, Dialogue } from '../protocol.js';
import type { Question } from '../question.js';
import type { RefusalReport } from '../report.js';
import { P3_COMMANDS } from './commands.js';
import { P3Parser } from './parser.js';
import { ERROR_CODES } from './record-types.js';
import { p3Requests } from './requests.js';
import { EOR, SOR } from './wire.js';

/** CODE of an ERROR record: the decoder does not know this type of record (docs/protocols/p3.md, Records). */
const TYPE_UNKNOWN = 4;

/** Highest VERSION behind a SOR: no text has a control character behind that byte. */
const MOST_VERSION = 3;

const session: Question = { type: 'SESSION', encode: p3Requests.session, purpose: 'session' };

const dialogue: Dialogue = {
  signs: [
    { type: 'PING', encode: p3Requests.ping },
    { type: 'STATUS', encode: p3Requests.status },
  ],
  identity: { type: 'VERSION', encode: p3Requests.version },
  time: { type: 'GET_TIME', encode: p3Requests.getTime, purpose: 'time' },
  session,
  resend: ({ from, until }, wireId) => ({
    type: 'RESEND',
    encode: (requestId) =>
      p3Requests.resend(from, until, typeof wireId === 'number' ? wireId : undefined, requestId),
    purpose: 'resend',
  }),
  commands: P3_COMMANDS,
  refusalOf: ({ fields: { errorCode, description } }: RefusalReport) => ({
    words: `${description ?? ERROR_CODES[errorCode ?? 0] ?? 'no reason given'} (error ${errorCode ?? 'without a code'})`,
    isUnsupported: errorCode === TYPE_UNKNOWN,
  }),
};

/** P3, the protocol of the decoders of AMB and MYLAPS. */
export const p3: DecoderProtocol = {
  name: 'p3',
  kind: 'p3_decoder',
  transports: { tcp: { defaultPort: 5403 }, serial: { defaultBaud: 115_200 }, udp: { defaultPort: 5303 } },
  createParser: () => new P3Parser(),
  framing: {
    marks: [SOR, EOR],
    hasRecord: (bytes) => sorsIn(bytes).some((at) => (bytes[at + 1] ?? SOR) <= MOST_VERSION),
    recordStarts: sorsIn,
  },
  dialogue,
  discovery: { port: 5403, answersTo: 5303, question: p3Requests.version(1) },
};

function sorsIn(bytes: Uint8Array): number[] {
  const starts: number[] = [];
  for (let at = bytes.indexOf(SOR); at >= 0; at = bytes.indexOf(SOR, at + 1)) starts.push(at);
  return starts;
}
