import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { type RawData, WebSocket } from 'ws';
import { DecoderLink } from './decoder-link.js';
import { linkTrouble } from './link-trouble.js';
import { describeHost, describePlace } from './transport-url.js';

const CONNECT_TIMEOUT_MS = 5000;
/** Longest message; a passing takes some hundred bytes, and an array of them comes at most after a pause of the line. */
const MOST_MESSAGE_BYTES = 1024 * 1024;
const PING_PERIOD_MS = 5000;
const LF = Buffer.from('\n');

/** A WebSocket whose messages are lines: line ends within a message, which JSON has only between values, become blanks. */
export class WsLink extends DecoderLink {
  override readonly place: string;
  private readonly url: string;

  constructor(host: string, port: number, path: string) {
    super();
    this.place = describePlace({ kind: 'ws', host, port, path });
    this.url = `ws://${describeHost(host, port)}${path}`;
  }

  override async open(signal: AbortSignal): Promise<Duplex> {
    const socket = new WebSocket(this.url, {
      handshakeTimeout: CONNECT_TIMEOUT_MS,
      maxPayload: MOST_MESSAGE_BYTES,
      perMessageDeflate: false,
    });
    const line = new MessageLine(socket);
    try {
      await once(socket, 'open', { signal });
      return line;
    } catch (error) {
      line.destroy();
      throw new Error(`${this.place}: ${troubleOf(error as Error)}`, { cause: error });
    }
  }
}

/** Messages as a stream of lines. */
class MessageLine extends Duplex {
  private readonly pinging: NodeJS.Timeout;
  private isAlive = true;

  constructor(private readonly socket: WebSocket) {
    super({ allowHalfOpen: false });
    socket.on('message', (data) => {
      // The socket is not read any further until the lines before were read.
      if (!this.push(lineOf(data))) socket.pause();
    });
    socket.on('pong', () => {
      this.isAlive = true;
    });
    // Lines that wait to be read are read before the end.
    socket.on('close', () => {
      this.push(null);
    });
    socket.on('error', (error) => {
      this.destroy(error);
    });
    this.on('error', () => undefined);
    this.pinging = setInterval(() => {
      this.ping();
    }, PING_PERIOD_MS);
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(bytes: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.send(bytes, { binary: false }, (error) => {
      done(error);
    });
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearInterval(this.pinging);
    this.socket.terminate();
    done(error);
  }

  /** Ends the line where the last ping was not answered; while this side does not read, it cannot hear an answer. */
  private ping(): void {
    if (this.socket.readyState !== WebSocket.OPEN || this.socket.isPaused) return;
    if (!this.isAlive) {
      this.destroy(new Error('the other side went silent and did not answer: link reopened'));
      return;
    }
    this.isAlive = false;
    this.socket.ping();
  }
}

function lineOf(data: RawData): Uint8Array {
  const bytes = Buffer.isBuffer(data)
    ? data
    : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
  return Buffer.concat([bytes.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte)), LF]);
}

function troubleOf(error: NodeJS.ErrnoException): string {
  if (error.code === undefined && error.message.startsWith('Unexpected server response'))
    return 'no WebSocket answers there: is this the port and path of the bridge?';
  if (error.message.includes('handshake has timed out'))
    return linkTrouble(Object.assign(new Error(), { code: 'ETIMEDOUT' }));
  return linkTrouble(error);
}
