import { p3 } from './p3/protocol.js';
import type { DecoderProtocol } from './protocol.js';

/** Every known protocol, the usual one first: a line here, and a folder beside this file. */
export const PROTOCOLS: DecoderProtocol[] = [p3];

export function protocolOf(name: string): DecoderProtocol {
  const protocol = PROTOCOLS.find((each) => each.name === name);
  if (protocol === undefined)
    throw new Error(
      `protocol ${name} is not known: there are ${PROTOCOLS.map((each) => each.name).join(', ')}`,
    );
  return protocol;
}
