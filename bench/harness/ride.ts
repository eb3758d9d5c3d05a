import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { BenchTrack } from './track.js';

const TICK_MS = 5;
const GIVE_UP_MS = 60_000;
const RECORD_BYTES = 28;
const CHUNK_MS = 600_000;

export interface Ride {
  readonly sent: number;
  /** Of each that was stored how long it took, the shortest first. */
  readonly delaysMs: readonly number[];
}

/**
 * Passings from all decoders in turn, and for each how long it took until it could be read. In order: of those that were
 * sent, the first are stored first. `perTick` says how many come every 5 ms.
 */
export async function ride(
  track: BenchTrack,
  lastsMs: number,
  perTick: (elapsedMs: number) => number,
): Promise<Ride> {
  const sentAtMs: number[] = [];
  const delaysMs: number[] = [];
  const firstChunk = chunkNow() - 1;
  const storedBefore = await storedSince(track, firstChunk);
  const beginMs = performance.now();
  const endMs = beginMs + lastsMs;
  let isOver = false;
  const watch = async (): Promise<void> => {
    while ((!isOver || delaysMs.length < sentAtMs.length) && performance.now() < endMs + GIVE_UP_MS) {
      const stored = (await storedSince(track, firstChunk)) - storedBefore;
      const nowMs = performance.now();
      while (delaysMs.length < stored) delaysMs.push(nowMs - (sentAtMs[delaysMs.length] ?? nowMs));
      await delay(0);
    }
  };
  const watched = watch();
  for (let ticks = 0; performance.now() < endMs; ticks++) {
    const count = perTick(performance.now() - beginMs);
    for (let each = 0; each < count; each++) {
      const decoder = track.decoders[(ticks + each) % track.decoders.length];
      sentAtMs.push(performance.now());
      decoder?.report({
        timeUs: Date.now() * 1000,
        transponder: 1000 + (ticks % 200),
        strength: 90,
        hits: 20,
      });
    }
    await delay(TICK_MS);
  }
  isOver = true;
  await watched;
  return { sent: sentAtMs.length, delaysMs: delaysMs.sort((one, other) => one - other) };
}

function chunkNow(): number {
  return Math.floor(Date.now() / CHUNK_MS);
}

/** In that ten minutes and all since. */
async function storedSince({ redis }: BenchTrack, firstChunk: number): Promise<number> {
  const chunks = Array.from({ length: chunkNow() - firstChunk + 1 }, (_, at) => firstChunk + at);
  const sizes = await Promise.all(chunks.map((chunk) => bytesOf(redis.client, chunk)));
  return sizes.reduce((sum, bytes) => sum + bytes / RECORD_BYTES, 0);
}

/** A long chunk has further segments. */
async function bytesOf(redis: Redis, chunk: number): Promise<number> {
  const key = `cl:{main}:chunk:${chunk}`;
  const last = Number(await redis.hget('cl:{main}:segments', String(chunk)));
  const segments = Array.from({ length: last }, (_, at) => redis.strlen(`${key}:${at + 1}`));
  const sizes = await Promise.all([redis.strlen(key), ...segments]);
  // Each segment begins with a slot that is no passing.
  return sizes.reduce((sum, bytes) => sum + Math.max(0, bytes - RECORD_BYTES), 0);
}
