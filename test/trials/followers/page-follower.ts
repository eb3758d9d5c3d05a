import { setTimeout as delay } from 'node:timers/promises';
import { CREDENTIALS } from '../../e2e/gateway.fixture.js';
import type { Follower } from './follower.js';
import { type FollowedRow, SeenPassings } from './seen-passings.js';

const PAUSE_MS = 100;
const WAIT_S = 5;

interface FeedPage {
  readonly passings: readonly FollowedRow[];
  readonly cursor: string;
  readonly rewound?: true;
}

/** Follows by asking for what came behind a cursor, each time with a wait. */
export class PageFollower implements Follower {
  readonly name: string;
  readonly seen = new SeenPassings();
  cuts = 0;
  private isOver = false;
  private asking = new AbortController();
  private readonly following: Promise<void>;

  constructor(
    private readonly port: number,
    private cursor: string,
    readonly decoderId: string | undefined,
  ) {
    this.name = `feed${decoderId === undefined ? '' : ` of ${decoderId}`}`;
    this.following = this.follow();
  }

  cut(): void {
    this.cuts++;
    this.asking.abort();
  }

  async end(): Promise<void> {
    this.isOver = true;
    this.asking.abort();
    await this.following;
  }

  private async follow(): Promise<void> {
    const filter = this.decoderId === undefined ? '' : `&decoder_id=${this.decoderId}`;
    while (!this.isOver) {
      this.asking = new AbortController();
      const { signal } = this.asking;
      try {
        const address = `http://127.0.0.1:${this.port}/api/v1/passings/feed?after=${this.cursor}&wait_s=${WAIT_S}${filter}`;
        const response = await fetch(address, { headers: CREDENTIALS, signal });
        if (!response.ok) throw new Error(String(response.status));
        this.take((await response.json()) as FeedPage);
      } catch {
        await delay(PAUSE_MS); // cut, or refused while the gateway is down
      }
    }
  }

  private take({ passings, cursor, rewound }: FeedPage): void {
    if (rewound === true) this.seen.rewound();
    for (const row of passings) this.seen.take(row);
    this.cursor = cursor;
  }
}
