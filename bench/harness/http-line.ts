import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Question {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface Reply {
  readonly status: number;
  /** Time to wait before the next question, where the answer tells it. */
  readonly retryAfterMs: number | undefined;
  readonly body: Buffer;
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

const END_OF_HEAD = '\r\n\r\n';

/** Returns a question as wire bytes, made once and sent often. */
export function wireText(base: string, { method, path, headers = {}, body }: Question): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body);
  const lines = [
    `${method} /api/v1${path} HTTP/1.1`,
    `Host: ${new URL(base).host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined
      ? []
      : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}${END_OF_HEAD}${text}`);
}

/** A connection with one question at a time, so lean that nearly all of the time is the server's. */
export class HttpLine {
  private waiting: Waiting | undefined;
  private chunks: Buffer[] = [];
  private received = 0;
  /** Head of the answer that is being received. */
  private head: (Omit<Reply, 'body'> & { readonly bodyAt: number; readonly end: number }) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.take(chunk);
    });
    socket.on('error', (error) => {
      this.fail(error);
    });
    socket.on('close', () => {
      this.fail(new Error('the server closed the connection'));
    });
  }

  static async open(base: string): Promise<HttpLine> {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new HttpLine(socket);
  }

  ask(wire: Buffer): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(wire);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.received += chunk.length;
    this.head ??= this.readHead();
    if (this.head === undefined || this.received < this.head.end) return;
    const { bodyAt, end, ...head } = this.head;
    const body = Buffer.concat(this.chunks).subarray(bodyAt, end);
    const { waiting } = this;
    [this.waiting, this.head, this.chunks, this.received] = [undefined, undefined, [], 0];
    waiting?.resolve({ ...head, body });
  }

  private readHead(): typeof this.head {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    const [bytes = Buffer.alloc(0)] = this.chunks;
    const endOfHead = bytes.indexOf(END_OF_HEAD);
    if (endOfHead < 0) return undefined;
    const text = bytes.toString('latin1', 0, endOfHead);
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(text) ?? [];
    if (length === undefined) throw new Error(`an answer without its length: ${text}`);
    const [, seconds] = /\r\nretry-after: (\d+)/i.exec(text) ?? [];
    const bodyAt = endOfHead + END_OF_HEAD.length;
    return {
      status: Number(text.slice(9, 12)),
      retryAfterMs: seconds === undefined ? undefined : Number(seconds) * 1000,
      bodyAt,
      end: bodyAt + Number(length),
    };
  }

  private fail(error: Error): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.reject(error);
  }
}
