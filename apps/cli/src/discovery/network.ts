import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type DecoderProtocol, formatDecoderId } from '#decoder';

/** A decoder that answered. */
export interface FoundDecoder {
  readonly url: string;
  /** Id as the decoder names itself; undefined where it does not. */
  readonly decoderId: string | undefined;
  readonly description: string | undefined;
}

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Broadcast addresses of the networks of this machine, and the one of all of them. */
export function everybody(port: number): Place[] {
  const hosts = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address, netmask }) => broadcastOf(address, netmask));
  return [...new Set(['255.255.255.255', ...hosts])].map((host) => ({ host, port }));
}

function broadcastOf(address: string, netmask: string): string {
  const mask = netmask.split('.').map(Number);
  return address
    .split('.')
    .map((part, at) => Number(part) | (~(mask[at] ?? 255) & 0xff))
    .join('.');
}

/** Asks these places for decoders of a protocol, and resolves to those that answered within `waitMs`. */
export async function decoderOnNetwork(
  protocol: DecoderProtocol,
  places: readonly Place[],
  waitMs: number,
): Promise<FoundDecoder[]> {
  const { discovery } = protocol;
  if (discovery === undefined) return [];
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  const found = new Map<string, FoundDecoder>();
  socket.on('message', (bytes, { address }) => {
    const heard = read(protocol, bytes, address, found.get(address));
    if (heard !== undefined) found.set(address, heard);
  });
  socket.bind(discovery.answersTo);
  await once(socket, 'listening');
  socket.setBroadcast(true);
  await Promise.all(places.map((place) => ask(socket, discovery.question, place)));
  await delay(waitMs);
  socket.close();
  return [...found.values()];
}

/** A network that cannot be asked, as one that is down, has no decoders. */
function ask(socket: Socket, question: Uint8Array, { host, port }: Place): Promise<void> {
  return new Promise((resolve) => {
    socket.send(question, port, host, () => {
      resolve();
    });
  });
}

function read(
  protocol: DecoderProtocol,
  bytes: Uint8Array,
  address: string,
  before: FoundDecoder | undefined,
): FoundDecoder | undefined {
  const { tcp } = protocol.transports;
  let found = before;
  for (const event of protocol.createParser().push(bytes)) {
    if (event.kind === 'rejected' || tcp === undefined) continue;
    const { kind, fields } = event.record;
    const { decoderId } = fields;
    found = {
      url: `${protocol.name}+tcp://${address}:${tcp.defaultPort}`,
      decoderId: decoderId === undefined ? found?.decoderId : formatDecoderId(decoderId),
      description:
        kind === 'identity' ? (event.record.fields.description ?? found?.description) : found?.description,
    };
  }
  return found;
}
