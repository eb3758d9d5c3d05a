import { createServer, type Server, type Socket } from 'node:net';
import { type AcceptClient, ClientLine } from '../decoder/client-line.js';
import { DecoderLink } from './decoder-link.js';

const HOST = '127.0.0.1';
/** Unsent bytes above which a client counts as not reading any more; bounds the memory that it costs. */
const MAX_UNSENT_BYTES = 32 * 1024 * 1024;

/** A decoder's TCP server, on the loopback interface only. */
export class TcpLink extends DecoderLink {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private boundPort = 0;

  /** `wantedPort`: 0 takes a free one. */
  constructor(
    private readonly wantedPort: number,
    private readonly accept: AcceptClient,
  ) {
    super();
    this.server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
      this.serve(socket);
    });
  }

  get port(): number {
    return this.boundPort;
  }

  override open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException): void => {
        reject(error.code === 'EADDRINUSE' ? new Error(this.portInUse(), { cause: error }) : error);
      };
      this.server.once('error', failed);
      // Reopens at the port of before, so that clients find it.
      this.server.listen(this.boundPort === 0 ? this.wantedPort : this.boundPort, HOST, () => {
        this.server.off('error', failed);
        const address = this.server.address();
        if (address !== null && typeof address === 'object') this.boundPort = address.port;
        resolve();
      });
    });
  }

  override cutConnections(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  override close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      for (const socket of this.sockets) socket.destroy();
    });
  }

  private serve(socket: Socket): void {
    const connection = this.accept(new SocketLine(socket));
    const ended = (): void => {
      this.sockets.delete(socket);
      connection?.closed();
    };
    // A reset by the client is its end like any other. No 'close' follows a reset of a socket that is gone already.
    socket.on('error', ended);
    if (connection === undefined) {
      socket.destroy();
      return;
    }
    this.sockets.add(socket);
    socket.on('data', (chunk) => {
      connection.receive(chunk);
    });
    socket.on('close', ended);
  }

  private portInUse(): string {
    return `port ${this.wantedPort} on ${HOST} is in use: choose another one, or 0 for a free one`;
  }
}

class SocketLine extends ClientLine {
  constructor(private readonly socket: Socket) {
    super();
  }

  override send(bytes: Uint8Array): void {
    if (!this.socket.writable) return;
    this.socket.write(bytes);
    if (this.socket.writableLength > MAX_UNSENT_BYTES) this.socket.destroy();
  }

  override cut(): void {
    this.socket.destroySoon();
  }
}
