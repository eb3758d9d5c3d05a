import { setTimeout as delay } from 'node:timers/promises';
import { SerialPort } from 'serialport';
import { type DecoderProtocol, PROTOCOLS, SerialLink } from '#decoder';

/** A protocol and a speed of which records were heard on a port. */
export interface Guess {
  readonly protocol: DecoderProtocol;
  readonly baud: number;
  readonly records: number;
}

/** A serial port of this machine, and what is on it by what was heard. */
export interface FoundPort {
  readonly path: string;
  readonly maker: string | undefined;
  /** Undefined where nothing was heard that any protocol knows. */
  readonly guess: Guess | undefined;
  /** Why the port cannot be listened to. */
  readonly trouble: string | undefined;
}

/** Lists the serial ports. With `listenMs` each is listened to for as long at each speed that decoders have. */
export async function serialPorts(listenMs: number): Promise<FoundPort[]> {
  const ports = await SerialPort.list();
  return Promise.all(
    ports.map(async ({ path, manufacturer }) => ({
      path,
      maker: manufacturer,
      ...(await heardOn(path, listenMs)),
    })),
  );
}

/** Listens to one port; at a wrong speed no record is whole. */
export async function heardOn(path: string, listenMs: number): Promise<Pick<FoundPort, 'guess' | 'trouble'>> {
  if (listenMs === 0) return { guess: undefined, trouble: undefined };
  try {
    for (const [baud, protocols] of protocolsByBaud()) {
      const bytes = await bytesOn(path, baud, listenMs);
      const guesses = protocols
        .map((protocol) => ({ protocol, baud, records: recordsIn(protocol, bytes) }))
        .filter(({ records }) => records > 0)
        .sort((one, other) => other.records - one.records);
      if (guesses[0] !== undefined) return { guess: guesses[0], trouble: undefined };
    }
    return { guess: undefined, trouble: undefined };
  } catch (error) {
    return { guess: undefined, trouble: error instanceof Error ? error.message : String(error) };
  }
}

function protocolsByBaud(): Map<number, DecoderProtocol[]> {
  const byBaud = new Map<number, DecoderProtocol[]>();
  for (const protocol of PROTOCOLS) {
    const baud = protocol.transports.serial?.defaultBaud;
    if (baud !== undefined) byBaud.set(baud, [...(byBaud.get(baud) ?? []), protocol]);
  }
  return byBaud;
}

async function bytesOn(path: string, baud: number, listenMs: number): Promise<Buffer> {
  const line = await new SerialLink(path, baud).open();
  const heard: Buffer[] = [];
  line.on('data', (bytes: Buffer) => heard.push(bytes));
  await delay(listenMs);
  line.destroy();
  return Buffer.concat(heard);
}

/** Counts records that a decoder sends by itself: a line that any text may be is none. */
function recordsIn(protocol: DecoderProtocol, bytes: Uint8Array): number {
  return protocol
    .createParser()
    .push(bytes)
    .filter((event) => event.kind === 'record' && /^(passing|status|identity)$/.test(event.record.kind))
    .length;
}
