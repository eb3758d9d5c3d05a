import { once } from 'node:events';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { type AcceptClient, ClientLine } from '../decoder/client-line.js';
import { DecoderLink } from './decoder-link.js';

const HOST = '127.0.0.1';

/** The WebSocket of a bridge, on the loopback interface only. */
export class WsLink extends DecoderLink {
  private server: WebSocketServer | undefined;
  private boundPort = 0;

  /** `wantedPort`: 0 takes a free one. */
  constructor(
    private readonly wantedPort: number,
    private readonly accept: AcceptClient,
  ) {
    super();
  }

  get port(): number {
    return this.boundPort;
  }

  override async open(): Promise<void> {
    const server = new WebSocketServer({
      host: HOST,
      port: this.boundPort === 0 ? this.wantedPort : this.boundPort,
    });
    this.server = server;
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.boundPort = address.port;
    server.on('connection', (socket) => {
      const connection = this.accept(new SocketLine(socket));
      socket.on('message', (data: RawData) => connection?.receive(Buffer.from(data as Buffer)));
      socket.on('close', () => connection?.closed());
      socket.on('error', () => undefined);
    });
  }

  override cutConnections(): void {
    for (const client of this.server?.clients ?? []) client.terminate();
  }

  override async close(): Promise<void> {
    this.cutConnections();
    const { server } = this;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
  }
}

class SocketLine extends ClientLine {
  constructor(private readonly socket: WebSocket) {
    super();
  }

  override send(bytes: Uint8Array): void {
    this.socket.send(Buffer.from(bytes).toString('utf8'));
  }

  override cut(): void {
    this.socket.close();
  }
}
