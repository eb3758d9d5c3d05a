import type { NumberRange } from '../commands/audit-plan.js';
import { type P3Record, p3Requests, type RecordTypeName } from '../p3/index.js';
import { RequestError } from './request-error.js';

interface Resender {
  request(
    type: RecordTypeName,
    encode: (requestId: number) => Uint8Array,
    timeoutMs?: number,
  ): Promise<P3Record>;
  listen(listener: (record: P3Record) => void): () => void;
}

export interface ResentBlock {
  /** The wanted numbers that came. */
  readonly heard: ReadonlySet<number>;
  /** Whether the decoder is through with the block, so that what did not come is not there. */
  readonly isComplete: boolean;
}

const ANSWER_TIMEOUT_MS = 3000;
const QUIET_MS = 250;
/** A thousand passings on the slowest usual line take some seconds. */
const BLOCK_TIMEOUT_MS = 15_000;

/**
 * Has a decoder send passings again. They come as ordinary records behind the answer to RESEND, and nothing marks the
 * last one (PROTOCOLS: P3 1.6). So a block is through when all that is wanted came; else when nothing of it came for
 * a while and an answer to a question that was asked afterwards is read: what was sent before it has then been read
 * too, however slowly we read.
 */
export async function resendBlock(
  decoder: Resender,
  block: NumberRange,
  wanted: ReadonlySet<number>,
  decoderId: number | undefined,
): Promise<ResentBlock> {
  const hearing = new Hearing(block, wanted);
  const unlisten = decoder.listen((record) => {
    hearing.take(record);
  });
  const endMs = performance.now() + BLOCK_TIMEOUT_MS;
  try {
    await askFor(decoder, block, decoderId, hearing);
    while (!hearing.isAll && performance.now() < endMs) {
      await hearing.quiet(QUIET_MS);
      if (hearing.isAll) break;
      const before = hearing.count;
      await decoder.request('SESSION', p3Requests.session, ANSWER_TIMEOUT_MS);
      if (hearing.count === before) return { heard: hearing.heard, isComplete: true };
    }
    return { heard: hearing.heard, isComplete: hearing.isAll };
  } finally {
    unlisten();
    hearing.end();
  }
}

async function askFor(
  decoder: Resender,
  { from, until }: NumberRange,
  decoderId: number | undefined,
  hearing: Hearing,
): Promise<void> {
  try {
    const encode = (requestId: number): Uint8Array => p3Requests.resend(from, until, decoderId, requestId);
    await decoder.request('RESEND', encode, ANSWER_TIMEOUT_MS);
  } catch (error) {
    // Passings that come are an answer too.
    if (!(error instanceof RequestError) || error.fault !== 'unanswered' || hearing.count === 0) throw error;
  }
}

/** What comes of a block. */
class Hearing {
  readonly heard = new Set<number>();
  /** Passings of the block that came, wanted or not. */
  count = 0;
  private readonly awaited: Set<number>;
  private timer: NodeJS.Timeout | undefined;
  private settle: (() => void) | undefined;
  private quietMs = 0;

  constructor(
    private readonly block: NumberRange,
    wanted: ReadonlySet<number>,
  ) {
    this.awaited = new Set([...wanted].filter((number) => number >= block.from && number <= block.until));
  }

  get isAll(): boolean {
    return this.awaited.size === 0;
  }

  take(record: P3Record): void {
    if (record.type !== 'PASSING') return;
    const { passingNumber } = record.fields;
    if (passingNumber === undefined) return;
    if (passingNumber < this.block.from || passingNumber > this.block.until) return;
    this.count++;
    if (this.awaited.delete(passingNumber)) this.heard.add(passingNumber);
    if (this.settle !== undefined) this.arm();
  }

  /** Resolves when all came, or when nothing came for so long. */
  quiet(quietMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.quietMs = quietMs;
      this.settle = resolve;
      this.arm();
    });
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private arm(): void {
    clearTimeout(this.timer);
    if (this.isAll) this.resolve();
    else
      this.timer = setTimeout(() => {
        this.resolve();
      }, this.quietMs);
  }

  private resolve(): void {
    this.settle?.();
    this.settle = undefined;
  }
}
