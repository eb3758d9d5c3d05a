import { LineParser } from '../lines/line-parser.js';
import type { DecoderProtocol } from '../protocol.js';
import { readLine, SOH } from './read-line.js';
import { createSide } from './side.js';

/** The text of AMBrc decoders whose menu says "Enhanced", and of others that speak it (docs/protocols/p98.md). */
export const p98: DecoderProtocol = {
  name: 'p98',
  kind: 'p3_decoder',
  transports: { tcp: { defaultPort: 5100 }, serial: { defaultBaud: 9600 } },
  createParser: () => new LineParser({ begins: new RegExp(SOH, 'g'), read: readLine }),
  framing: undefined,
  dialogue: undefined,
  clock: 'since_power_up',
  counting: 'lines',
  createSide,
};
