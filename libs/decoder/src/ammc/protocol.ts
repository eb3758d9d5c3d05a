import { LineParser } from '../lines/line-parser.js';
import type { DecoderProtocol } from '../protocol.js';
import { readMessage } from './read-message.js';
import { createSide } from './side.js';

/** Longest message: an array of some hundred passings. */
const MOST_MESSAGE_BYTES = 64 * 1024;

/** AMMC, the bridge by which X2 servers are reached, and decoders of AMB (docs/protocols/ammc.md). */
export const ammc: DecoderProtocol = {
  name: 'ammc',
  kind: 'x2_decoder',
  transports: { ws: { defaultPort: 9000 } },
  createParser: () => new LineParser({ begins: /\{"|\[/g, mostBytes: MOST_MESSAGE_BYTES, read: readMessage }),
  framing: undefined,
  dialogue: undefined,
  isSilentWhenIdle: true,
  createSide,
};
