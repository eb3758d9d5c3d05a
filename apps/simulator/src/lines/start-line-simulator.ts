import { protocolOf } from '#decoder';
import { SystemClock } from '../decoder/clock.js';
import type { PassingLedger } from '../decoder/passing-ledger.js';
import type { ClientLine, DecoderConnection } from '../decoder/client-line.js';
import type { DecoderLink } from '../link/decoder-link.js';
import { PtyLink } from '../link/pty-link.js';
import { TcpLink } from '../link/tcp-link.js';
import { UdpLink } from '../link/udp-link.js';
import { WsLink } from '../link/ws-link.js';
import { rideInRealTime } from '../run/ride.js';
import { Track } from '../track/track.js';
import { LineDecoder } from './line-decoder.js';

const DEFAULT_RIDERS = 20;
const DEFAULT_STATUS_PERIOD_MS = 5000;

export interface LineSimulatorOptions {
  /** Name of the protocol, such as p98. */
  readonly protocol: string;
  /** Count of riders in the training; default 20. */
  readonly riders?: number;
  /** Seed of the training; default 1. */
  readonly seed?: number;
  /** Speed of the riders; default 1. */
  readonly speed?: number;
  /** TCP port of the decoder, 0 (default) takes a free one; over UDP the port that it sends to. */
  readonly port?: number;
  /** Path of a pseudo-terminal to speak over instead. Needs `socat`. */
  readonly serialPath?: string;
  readonly statusPeriodMs?: number;
}

export interface RunningLineSimulator {
  /** URL by which a gateway reaches the decoder. */
  readonly url: string;
  readonly port: number;
  readonly ledger: PassingLedger;
  readonly decoder: LineDecoder;
  cutConnections(): void;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
  stopRiding(): void;
  close(): Promise<void>;
}

/** Starts a training whose decoder speaks one of the protocols that bring a side for it. */
export async function startLineSimulator(options: LineSimulatorOptions): Promise<RunningLineSimulator> {
  const { riders = DEFAULT_RIDERS, seed = 1, speed = 1, statusPeriodMs = DEFAULT_STATUS_PERIOD_MS } = options;
  const { createSide, clock: origin = 'since_1970' } = protocolOf(options.protocol);
  if (createSide === undefined) throw new Error(`${options.protocol} has no simulator`);
  const clock = new SystemClock();
  const decoder = new LineDecoder(createSide(), origin, clock);
  const { link, url } = linkOf(options, (line) => decoder.connect(line));
  await link.open();
  const track = new Track({ seed, riders, loops: [{ metres: 0 }] });
  const ride = rideInRealTime(track, clock, {
    speed,
    historyUs: 0,
    report: (crossing) => {
      decoder.report(crossing);
    },
  });
  const status = setInterval(() => {
    decoder.pushStatus();
  }, statusPeriodMs);
  return {
    get url() {
      return url();
    },
    get port() {
      return link instanceof PtyLink ? 0 : link.port;
    },
    ledger: decoder.ledger,
    decoder,
    cutConnections: () => {
      link.cutConnections();
    },
    unplug: () => link.close(),
    plugIn: () => link.open(),
    stopRiding: ride.stop,
    close: async () => {
      ride.stop();
      clearInterval(status);
      decoder.stop();
      await link.close();
    },
  };
}

type Accept = (line: ClientLine) => DecoderConnection;
type SomeLink = DecoderLink & (PtyLink | TcpLink | UdpLink | WsLink);

function linkOf(
  { protocol, port = 0, serialPath }: LineSimulatorOptions,
  accept: Accept,
): { readonly link: SomeLink; readonly url: () => string } {
  const { transports } = protocolOf(protocol);
  if (serialPath !== undefined) {
    if (transports.serial === undefined) throw new Error(`${protocol} is not spoken on a serial line`);
    return { link: new PtyLink(serialPath, accept), url: () => `${protocol}+serial://${serialPath}` };
  }
  if (transports.tcp !== undefined) {
    const link = new TcpLink(port, accept);
    return { link, url: () => `${protocol}+tcp://127.0.0.1:${link.port}` };
  }
  if (transports.ws !== undefined) {
    const link = new WsLink(port, accept);
    return { link, url: () => `${protocol}+ws://127.0.0.1:${link.port}` };
  }
  const link = new UdpLink(port === 0 ? (transports.udp?.defaultPort ?? 0) : port, accept);
  return { link, url: () => `${protocol}+udp://127.0.0.1:${link.port}` };
}
