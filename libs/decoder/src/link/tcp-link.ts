import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { DecoderLink } from './decoder-link.js';

const CONNECT_TIMEOUT_MS = 5000;
const KEEP_ALIVE_MS = 5000;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: is the decoder on, and is this its port?',
  EHOSTUNREACH: 'no way to this host: is the decoder on the network?',
  ENETUNREACH: 'no way to this network',
  ENOTFOUND: 'no such host name',
  ETIMEDOUT: 'no answer from this host',
};

export class TcpLink extends DecoderLink {
  override readonly place: string;

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {
    super();
    this.place = `${host}:${port}`;
  }

  override open(signal: AbortSignal): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        host: this.host,
        port: this.port,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: KEEP_ALIVE_MS,
      });
      const timer = setTimeout(() => {
        fail(new Error(`no answer within ${CONNECT_TIMEOUT_MS} ms`));
      }, CONNECT_TIMEOUT_MS);
      const settle = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        socket.off('error', fail);
      };
      const fail = (error: NodeJS.ErrnoException): void => {
        settle();
        discard(socket);
        const reason = REASONS[error.code ?? ''] ?? error.message;
        reject(new Error(`${this.place}: ${reason}`, { cause: error }));
      };
      const onAbort = (): void => {
        fail(new Error('given up'));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      socket.on('error', fail);
      socket.once('connect', () => {
        settle();
        resolve(socket);
      });
    });
  }
}

function discard(socket: Socket): void {
  socket.on('error', () => undefined);
  socket.destroy();
}
