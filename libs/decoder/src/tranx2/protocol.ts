import { LineParser } from '../lines/line-parser.js';
import type { DecoderProtocol } from '../protocol.js';
import { readLine } from './read-line.js';
import { createSide } from './side.js';

/** The hexadecimal text of TranX-2 decoders, and of AMBrc decoders after power-up (docs/protocols/tranx2.md). */
export const tranx2: DecoderProtocol = {
  name: 'tranx2',
  kind: 'p3_decoder',
  transports: { tcp: { defaultPort: 5100 }, serial: { defaultBaud: 9600 } },
  createParser: () => new LineParser({ begins: /[#$@]/g, read: readLine }),
  framing: undefined,
  dialogue: undefined,
  clock: 'since_power_up',
  counting: 'nothing',
  isSilentWhenIdle: true,
  createSide,
};
