/** A process of its own for the readers of streams, so that reading does not slow the measurement down. */
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { openStream } from './stream-line.js';

/** `all`: takes everything at once. `slowly`: a kilobyte a second. `never`: nothing. */
export type Reading = 'all' | 'slowly' | 'never';

export interface StreamCrowdOrder {
  readonly url: string;
  readonly count: number;
  readonly reading: Reading;
}

export interface StreamCrowdTale {
  /** Readers whose stream the gateway ended. */
  readonly cut: number;
  /** Among them those that found the words for it. */
  readonly told: number;
}

const SLOW_BYTES = 1024;
const SLOW_PERIOD_MS = 1000;
/** Time to read what the line still holds. */
const LAST_MS = 5000;
const TAIL_BYTES = 512;

class StreamReader {
  isCut = false;
  private tail = '';
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: Socket,
    reading: Reading,
  ) {
    socket.on('error', () => {
      this.isCut = true;
    });
    socket.on('close', () => {
      this.isCut = true;
    });
    if (reading === 'all') this.readOn();
    else socket.pause();
    if (reading === 'slowly')
      this.timer = setInterval(() => {
        this.keep(socket.read(SLOW_BYTES) as Buffer | null);
      }, SLOW_PERIOD_MS);
  }

  get isTold(): boolean {
    return this.tail.includes('event: end');
  }

  readOn(): void {
    clearInterval(this.timer);
    this.socket.on('data', (piece: Buffer) => {
      this.keep(piece);
    });
    this.socket.resume();
  }

  private keep(piece: Buffer | null): void {
    if (piece !== null)
      this.tail = (this.tail + piece.toString('latin1', Math.max(0, piece.length - TAIL_BYTES))).slice(
        -TAIL_BYTES,
      );
  }
}

let readers: readonly StreamReader[] = [];

async function leave(): Promise<void> {
  for (const reader of readers) reader.readOn();
  await delay(LAST_MS);
  const cut = readers.filter(({ isCut }) => isCut).length;
  const told = readers.filter(({ isTold }) => isTold).length;
  process.send?.({ cut, told } satisfies StreamCrowdTale, () => process.exit());
}

process.on('message', (order: StreamCrowdOrder | 'leave') => {
  if (order === 'leave') void leave();
  else
    readers = Array.from(
      { length: order.count },
      (_, at) => new StreamReader(openStream(order.url, at), order.reading),
    );
});
