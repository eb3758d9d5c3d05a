import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type AcceptClient, ClientLine, type DecoderConnection } from '../decoder/client-line.js';
import { DecoderLink } from './decoder-link.js';

const HOST = '127.0.0.1';

/** A decoder that sends its datagrams to a port of this machine, as one with a host address in its menu does. */
export class UdpLink extends DecoderLink {
  private socket: Socket | undefined;
  private connection: DecoderConnection | undefined;

  constructor(
    readonly port: number,
    private readonly accept: AcceptClient,
  ) {
    super();
  }

  override async open(): Promise<void> {
    const socket = createSocket('udp4');
    socket.bind(0, HOST);
    await once(socket, 'listening');
    this.socket = socket;
    const connection = this.accept(new DatagramLine(socket, this.port));
    this.connection = connection;
    socket.on('message', (bytes) => connection?.receive(bytes));
    // Nobody listens yet: the datagram is lost.
    socket.on('error', () => undefined);
  }

  override cutConnections(): void {
    // There is no connection.
  }

  override async close(): Promise<void> {
    const { socket } = this;
    this.connection?.closed();
    this.socket = undefined;
    if (socket === undefined) return;
    await new Promise<void>((resolve) => {
      socket.close(() => {
        resolve();
      });
    });
  }
}

class DatagramLine extends ClientLine {
  constructor(
    private readonly socket: Socket,
    private readonly port: number,
  ) {
    super();
  }

  override send(bytes: Uint8Array): void {
    this.socket.send(bytes, this.port, HOST);
  }

  override cut(): void {
    // There is no connection.
  }
}
