import type { Cluster, Redis } from 'ioredis';
import type { PassingPosition, TimeWindow } from '../ports/passings.repository.js';
import { CHUNK_US, chunkOf, EXTENSION_MARK, SLOT_BYTES } from './chunk-record.js';
import type { SiteKeys } from './site-keys.js';

const PIECE_BYTES = 2 ** 20;

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

  async read(chunks: readonly number[]): Promise<Chunk[]> {
    const records = await Promise.all(chunks.map((chunk) => this.redis.getBuffer(this.keys.chunk(chunk))));
    return chunks.map((chunk, index) => ({ chunk, records: records[index] ?? Buffer.alloc(0) }));
  }

  /** A chunk of any size, in answers that each come in time. */
  async readInPieces(chunk: number): Promise<Chunk> {
    const pieces: Buffer[] = [];
    for (let from = 0; ; from += PIECE_BYTES) {
      const piece = await this.redis.getrangeBuffer(this.keys.chunk(chunk), from, from + PIECE_BYTES - 1);
      pieces.push(piece);
      if (piece.length < PIECE_BYTES) break;
    }
    const [only] = pieces;
    return { chunk, records: pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces) };
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
