import { get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { CREDENTIALS } from '../../e2e/gateway.fixture.js';
import type { Follower } from './follower.js';
import { type FollowedRow, SeenPassings } from './seen-passings.js';

const PAUSE_MS = 100;

/** Follows by Server-Sent Events, and goes on behind the last id as browsers do. */
export class StreamFollower implements Follower {
  readonly name: string;
  readonly seen = new SeenPassings();
  cuts = 0;
  private isOver = false;
  private response: IncomingMessage | undefined;
  private readonly following: Promise<void>;

  constructor(
    private readonly port: number,
    private lastId: string,
    readonly decoderId: string | undefined,
  ) {
    this.name = `stream${decoderId === undefined ? '' : ` of ${decoderId}`}`;
    this.following = this.follow();
  }

  cut(): void {
    if (this.response === undefined) return;
    this.cuts++;
    this.response.destroy();
  }

  async end(): Promise<void> {
    this.isOver = true;
    this.response?.destroy();
    await this.following;
  }

  private async follow(): Promise<void> {
    while (!this.isOver) {
      try {
        await this.read();
      } catch {
        await delay(PAUSE_MS); // refused while the gateway is down
      }
      this.response = undefined;
    }
  }

  private async read(): Promise<void> {
    const query = this.decoderId === undefined ? '' : `?decoder_id=${this.decoderId}`;
    const request = get({
      port: this.port,
      host: '127.0.0.1',
      path: `/api/v1/passings/stream${query}`,
      headers: { ...CREDENTIALS, 'Last-Event-ID': this.lastId },
      timeout: 20_000,
    });
    request.once('timeout', () => request.destroy());
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    if (response.statusCode === 410) throw new Error('the cursor is not known');
    if (response.statusCode !== 200) {
      response.resume();
      await delay(PAUSE_MS);
      return;
    }
    this.response = response;
    response.setEncoding('utf8');
    let text = '';
    for await (const piece of response as AsyncIterable<string>) {
      const blocks = (text + piece).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
    }
  }

  private take(block: string): void {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    const [id, event, data = ''] = [field('id'), field('event'), field('data')];
    if (event === 'passing') this.seen.take(JSON.parse(data) as FollowedRow);
    if (event === 'rewound') this.seen.rewound();
    if (id !== undefined) this.lastId = id;
  }
}
