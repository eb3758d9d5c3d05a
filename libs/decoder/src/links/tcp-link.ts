import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { describeHost } from './transport-url.js';
import { DecoderLink } from './decoder-link.js';
import { linkTrouble, troublesByAddress } from './link-trouble.js';

const CONNECT_TIMEOUT_MS = 5000;
const KEEP_ALIVE_MS = 5000;
const NO_ANSWER = Object.assign(new Error(), { code: 'ETIMEDOUT' });
const NOT_LOOKED_UP = Object.assign(new Error(), { code: 'EAI_AGAIN' });

export class TcpLink extends DecoderLink {
  override readonly place: string;

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {
    super();
    this.place = describeHost(host, port);
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
      const attempts = new Attempts(socket);
      const timer = setTimeout(() => {
        fail(attempts.late());
      }, CONNECT_TIMEOUT_MS);
      const settle = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        socket.off('error', fail);
      };
      const fail = (error: Error): void => {
        settle();
        discard(socket);
        const reason = attempts.trouble(this.host) ?? linkTrouble(error);
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

/** Outcome for each address of a host's name. */
class Attempts {
  private readonly failures = new Map<string, NodeJS.ErrnoException>();

  constructor(socket: Socket) {
    socket.on('connectionAttempt', (address) => {
      this.failures.set(address, NO_ANSWER);
    });
    socket.on('connectionAttemptFailed', (address, _, __, error) => {
      this.failures.set(address, error);
    });
  }

  /** Returns the reason for giving up once the time of a try is over. */
  late(): Error {
    return this.failures.size > 0 ? NO_ANSWER : NOT_LOOKED_UP;
  }

  /** Returns the reasons by address; undefined where the error of the whole try tells as much. */
  trouble(host: string): string | undefined {
    const isTold = this.failures.size === 0 || (this.failures.size === 1 && this.failures.has(host));
    return isTold ? undefined : troublesByAddress(this.failures);
  }
}

function discard(socket: Socket): void {
  socket.on('error', () => undefined);
  socket.destroy();
}
