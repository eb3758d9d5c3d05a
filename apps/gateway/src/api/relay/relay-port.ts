import { createServer, type Server, type Socket } from 'node:net';
import { describeHost } from '#decoder';
import { RelayClient } from './relay-client.js';

/** Clients of one decoder; a decoder itself takes four. */
export const MOST_CLIENTS = 64;
const KEEP_ALIVE_MS = 10_000;
/** Pause before a port that could not be opened is tried again. */
const AGAIN_MS = 1000;

export interface RelayPortOptions {
  readonly host: string;
  readonly port: number;
  readonly serve: (client: RelayClient) => Promise<void>;
  readonly opened: (place: string) => void;
  /** Hears a line about a state that may come over and over. */
  readonly trouble: (words: string) => void;
}

/** The port of one relayed decoder. */
export class RelayPort {
  private readonly server: Server;
  private timer: NodeJS.Timeout | undefined;
  private readonly place: string;

  constructor(private readonly options: RelayPortOptions) {
    const { host, port, opened, trouble } = options;
    this.place = describeHost(host, port);
    this.server = createServer(
      { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS },
      (socket) => {
        this.serve(socket);
      },
    );
    this.server.maxConnections = MOST_CLIENTS;
    this.server.on('listening', () => {
      opened(this.place);
    });
    this.server.on('drop', () => {
      trouble(`a client of ${this.place} is refused: ${MOST_CLIENTS} are connected`);
    });
    this.server.on('error', (error: NodeJS.ErrnoException) => {
      trouble(`${this.place} cannot be opened: ${wordsOf(error)}`);
      this.timer = setTimeout(() => {
        this.open();
      }, AGAIN_MS).unref();
    });
  }

  /** Opens the port, and tries again for as long as another program has it. */
  open(): void {
    this.server.listen(this.options.port, this.options.host);
  }

  /** Takes no more clients; those that are served are cut by their decoder. */
  close(): Promise<void> {
    clearTimeout(this.timer);
    if (!this.server.listening) return Promise.resolve();
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }

  private serve(socket: Socket): void {
    const client = new RelayClient(socket, () => {
      this.options.trouble(`a client of ${this.place} is cut: it left more than 1 MB unread`);
    });
    this.options.serve(client).catch((error: unknown) => {
      this.options.trouble(
        `a client of ${this.place} is cut: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  }
}

function wordsOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE')
    return 'another program has the port; stop it, or set COACHLINK_RELAY to another port. It is tried again each second';
  if (code === 'EACCES') return 'the port is not ours to open; set COACHLINK_RELAY to one above 1023';
  if (code === 'EADDRNOTAVAIL')
    return 'this machine has no such address; set COACHLINK_RELAY to one of its own. It is tried again each second';
  return message;
}
