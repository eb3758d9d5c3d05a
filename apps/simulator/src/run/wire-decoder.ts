import type { ClientLine, DecoderConnection } from '../decoder/client-line.js';
import type { Clock } from '../decoder/clock.js';
import { P3Decoder } from '../decoder/p3-decoder.js';
import { FaultInjector } from '../faults/fault-injector.js';
import type { FaultOptions } from '../faults/fault-options.js';
import { FaultyLine } from '../faults/faulty-line.js';
import type { DecoderLink } from '../link/decoder-link.js';
import { PtyLink } from '../link/pty-link.js';
import { TcpLink } from '../link/tcp-link.js';
import type { LoopOptions, RunningDecoder } from './simulator-options.js';

/** The first of the ids, which look like those of RC decoders. */
const FIRST_DECODER_ID = 0x0002_0f93;

export interface Wiring {
  /** Index of the loop in the track. */
  readonly index: number;
  readonly port: number;
  readonly seed: number;
  readonly faults: FaultOptions;
  readonly clock: Clock;
}

export interface WiredDecoder {
  readonly running: RunningDecoder;
  readonly link: DecoderLink;
}

/** Makes a decoder behind its link, with the faults of the line between them. The link is not yet open. */
export function wireDecoder(loop: LoopOptions, wiring: Wiring): WiredDecoder {
  const faults = new FaultInjector(wiring.faults, wiring.seed + wiring.index);
  const options = { ...loop, decoderId: loop.decoderId ?? FIRST_DECODER_ID + wiring.index };
  const decoder = new P3Decoder(wiring.clock, options, faults);
  const accept = (line: ClientLine): DecoderConnection | undefined =>
    decoder.connect(new FaultyLine(line, faults));

  const tcp = loop.serialPath === undefined ? new TcpLink(wiring.port, accept) : undefined;
  const link = tcp ?? new PtyLink(loop.serialPath ?? '', accept);
  const running: RunningDecoder = {
    decoderId: decoder.decoderId,
    metres: loop.metres,
    get port() {
      return tcp?.port;
    },
    serialPath: loop.serialPath,
    ledger: decoder.ledger,
    decoder,
    faults,
    cutConnections: () => {
      link.cutConnections();
    },
    unplug: () => link.close(),
    plugIn: () => link.open(),
  };
  return { running, link };
}
