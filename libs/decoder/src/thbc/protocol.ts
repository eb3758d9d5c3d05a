import { LineParser } from '../lines/line-parser.js';
import type { DecoderProtocol } from '../protocol.js';
import { readLine } from './read-line.js';
import { createSide } from './side.js';

const ESC = 0x1b;
const ACKNOWLEDGE = Uint8Array.of(ESC, 0x11);
/** Messages in a row whose checksum is wrong: the decoder holds a spoiled one, and repeats nothing else. */
const MOST_SPOILED = 4;

/** Chronelec and Tag Heuer Protime (docs/protocols/thbc.md). */
export const thbc: DecoderProtocol = {
  name: 'thbc',
  kind: 'p3_decoder',
  transports: { udp: { defaultPort: 2008 }, serial: { defaultBaud: 19_200 } },
  createParser: () => new LineParser({ begins: /[<[]|\+\+\+/g, read: readLine }),
  framing: undefined,
  dialogue: undefined,
  clock: 'time_of_day',
  counting: 'nothing',
  isSilentWhenIdle: true,
  acknowledgement: { bytes: ACKNOWLEDGE, spoiled: ['bad_checksum', 'bad_field'], mostSpoiled: MOST_SPOILED },
  createSide,
};
