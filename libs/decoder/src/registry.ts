import { ammc } from './ammc/protocol.js';
import { jsonl } from './jsonl/protocol.js';
import { p3 } from './p3/protocol.js';
import { p3RelaySide } from './p3/relay-side.js';
import { p98 } from './p98/protocol.js';
import type { DecoderProtocol } from './protocol.js';
import { raceresult } from './raceresult/protocol.js';
import { thbc } from './thbc/protocol.js';
import { tranx2 } from './tranx2/protocol.js';

/** Every known protocol, the usual one first: a line here, and a folder beside this file. */
export const PROTOCOLS: DecoderProtocol[] = [p3, ammc, jsonl, p98, tranx2, thbc, raceresult];

/** Makes the side of the decoder that the relay plays: other programs read P3. */
export const createRelaySide = p3RelaySide;

export function protocolOf(name: string): DecoderProtocol {
  const protocol = PROTOCOLS.find((each) => each.name === name);
  if (protocol === undefined)
    throw new Error(
      `protocol ${name} is not known: there are ${PROTOCOLS.map((each) => each.name).join(', ')}`,
    );
  return protocol;
}
