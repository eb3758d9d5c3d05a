import type { Cluster, Redis } from 'ioredis';
import type { PassingPosition, TimeWindow } from '../ports/passings.repository.js';
import { CHUNK_US, chunkOf, EXTENSION_MARK, SLOT_BYTES } from './chunk-record.js';
import type { SiteKeys } from './site-keys.js';

/** Of a chunk in one answer: a burst of ten minutes can be a hundred of these, and others are to be answered meanwhile. */
const PIECE_BYTES = 28 * 16_384;
const FIRST_CHUNKS = 4;
const MOST_CHUNKS = 512;

export interface Chunk {
  readonly chunk: number;
  /** Packed as chunk-record.ts says, in order of arrival. */
  readonly records: Buffer;
}

/** One record of a chunk: where it lies, and its place in the order of all. */
export interface RecordRef {
  readonly at: number;
  readonly position: PassingPosition;
}

/** Reads chunks: which there are in a window, what lies in them. */
export class ChunkReader {
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
  ) {}

  async chunksIn(window: TimeWindow, order: 'asc' | 'desc'): Promise<number[]> {
    const from = chunkOf(window.fromUs);
    const until = chunkOf(window.untilUs);
    const members =
      order === 'asc'
        ? await this.redis.zrangebyscore(this.keys.chunks, from, until)
        : await this.redis.zrevrangebyscore(this.keys.chunks, until, from);
    return members.map(Number);
  }

  /** The same, some at a time: few at first, because the newest hundred rows are usually in one or two. */
  async *inWindow(window: TimeWindow, order: 'asc' | 'desc'): AsyncGenerator<number[]> {
    let [from, until] = [chunkOf(window.fromUs), chunkOf(window.untilUs)];
    for (let most = FIRST_CHUNKS; from <= until; most = MOST_CHUNKS) {
      const [low, high] = [String(from), String(until)];
      const members =
        order === 'asc'
          ? await this.redis.zrangebyscore(this.keys.chunks, low, high, 'LIMIT', 0, most)
          : await this.redis.zrevrangebyscore(this.keys.chunks, high, low, 'LIMIT', 0, most);
      const chunks = members.map(Number);
      yield chunks;
      const last = chunks.at(-1);
      if (last === undefined || chunks.length < most) return;
      [from, until] = order === 'asc' ? [last + 1, until] : [from, last - 1];
    }
  }

  /** The oldest chunk and the newest. */
  async ends(): Promise<{ readonly oldest: number; readonly newest: number } | undefined> {
    const [[oldest], [newest]] = await Promise.all([
      this.redis.zrange(this.keys.chunks, '0', '0'),
      this.redis.zrange(this.keys.chunks, '-1', '-1'),
    ]);
    if (oldest === undefined || newest === undefined) return undefined;
    return { oldest: Number(oldest), newest: Number(newest) };
  }

  read(chunks: readonly number[]): Promise<Chunk[]> {
    return Promise.all(chunks.map((chunk) => this.readOne(chunk)));
  }

  /** A chunk only grows at its end, so that its pieces belong together. */
  async readOne(chunk: number): Promise<Chunk> {
    const key = this.keys.chunk(chunk);
    const pieces: Buffer[] = [];
    for (let from = 0; ; from += PIECE_BYTES) {
      const piece = await this.redis.getrangeBuffer(key, from, from + PIECE_BYTES - 1);
      if (piece.length === PIECE_BYTES) pieces.push(piece);
      else return { chunk, records: pieces.length === 0 ? piece : Buffer.concat([...pieces, piece]) };
    }
  }
}

/** The records of a chunk that lie in the window and that `wanted` takes, in order of arrival. */
export function recordsIn(
  { chunk, records }: Chunk,
  window: TimeWindow,
  wanted: (source: number, transponder: number) => boolean,
): RecordRef[] {
  const startUs = chunk * CHUNK_US;
  const found: RecordRef[] = [];
  for (let at = 0; at + SLOT_BYTES <= records.length; at += SLOT_BYTES) {
    const offsetUs = records.readUInt32LE(at);
    if (offsetUs >= EXTENSION_MARK) continue;
    const timeUs = startUs + offsetUs;
    if (timeUs < window.fromUs || timeUs > window.untilUs) continue;
    const source = records.readUInt16LE(at + 8);
    const transponder = records.readUIntLE(at + 10, 3);
    if (!wanted(source, transponder)) continue;
    found.push({
      at,
      position: { timeUs, source, passingNumber: records.readUInt32LE(at + 4), transponder },
    });
  }
  return found;
}

export function comparePositions(a: PassingPosition, b: PassingPosition): number {
  return (
    a.timeUs - b.timeUs ||
    a.source - b.source ||
    a.passingNumber - b.passingNumber ||
    a.transponder - b.transponder
  );
}
