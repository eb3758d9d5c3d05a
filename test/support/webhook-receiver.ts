import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

interface Row {
  readonly decoder_id: string;
  readonly passing_number: number | null;
  readonly cursor: string;
}

export interface Received {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly type: string;
  readonly passings: readonly Row[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** Answers to a delivery: a status, with headers; nothing leaves it without an answer. */
export type Answering = (
  received: Received,
) => { status: number; headers?: Record<string, string> } | undefined;

/** A receiver of webhooks, which keeps what it got. */
export class WebhookReceiver {
  readonly deliveries: Received[] = [];
  /** Deliveries whose answer is not given yet, and the most of them that there were at once. */
  underWay = 0;
  mostUnderWay = 0;
  answer: Answering = () => ({ status: 204 });
  /** Holds answers back until it resolves. */
  held: Promise<void> | undefined;
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      void this.take(request, response);
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WebhookReceiver(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/passings`;
  }

  /** Numbers of all passings, a repeated delivery counted once. */
  get numbers(): number[] {
    const once = new Map(this.deliveries.map((delivery) => [delivery.id, delivery]));
    return [...once.values()].flatMap(({ passings }) => passings.map((row) => row.passing_number ?? 0));
  }

  /** Resolves once the condition holds. */
  async until(condition: (receiver: this) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    response.once('close', () => this.underWay--);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const headers = request.headers as Record<string, string>;
    const { type, data } = JSON.parse(body) as { type: string; data: Record<string, unknown> };
    const passings = (data.passings ?? []) as Row[];
    const received = { id: headers['webhook-id'] ?? '', headers, body, type, passings, data };
    this.deliveries.push(received);
    await this.held;
    const answer = this.answer(received);
    if (answer === undefined) response.destroy();
    else response.writeHead(answer.status, answer.headers).end();
    for (const tell of [...this.waiting]) tell();
    this.waiting.clear();
  }
}

/** Checks a delivery with the public package of the Standard Webhooks specification; throws where it is not genuine. */
export function checkSignature(secret: string, { body, headers }: Received): void {
  new Webhook(secret).verify(body, { ...headers });
}
