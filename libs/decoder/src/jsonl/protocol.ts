import { LineParser } from '../lines/line-parser.js';
import type { DecoderProtocol, Dialogue } from '../protocol.js';
import { readLine } from './read-line.js';
import { createSide } from './side.js';

const lineOf = (line: object): Uint8Array => Buffer.from(`${JSON.stringify(line)}\n`);

const dialogue: Dialogue = {
  // A bridge need not answer anything, so that its silence has no meaning.
  signs: [],
  identity: undefined,
  time: { type: 'TIME', encode: () => lineOf({ type: 'time' }), purpose: 'time' },
  session: { type: 'HELLO', encode: () => lineOf({ type: 'hello' }), purpose: 'session' },
  resend: ({ from, until }) => ({
    type: 'RESEND',
    encode: () => lineOf({ type: 'resend', from, until }),
    purpose: 'resend',
  }),
  commands: [],
  refusalOf: ({ fields: { description } }) => ({
    words: description ?? 'no reason given',
    isUnsupported: true,
  }),
};

/** Lines of JSON from a bridge (docs/bridges.md). */
export const jsonl: DecoderProtocol = {
  name: 'jsonl',
  kind: 'p3_decoder',
  transports: { tcp: { defaultPort: 5410 } },
  createParser: () => new LineParser({ begins: /\{"/g, read: readLine }),
  framing: undefined,
  dialogue,
  isSilentWhenIdle: true,
  // Not every bridge can send again.
  isAlwaysRecorded: true,
  createSide,
};
