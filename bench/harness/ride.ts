import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { BenchTrack } from './track.js';

const TICK_MS = 5;
const GIVE_UP_MS = 60_000;
const RECORD_BYTES = 28;
const CHUNK_MS = 600_000;

export interface Ride {
  readonly sent: number;
  /** Time from sending to storing of each stored passing, the shortest first. */
  readonly delaysMs: readonly number[];
}

/**
 * Sends passings of all decoders in turn, and measures the time of each until it can be read. In order: the first ones
 * sent are stored first. `perTick` returns the number of passings every 5 ms.
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

/** Counts the passings in this chunk and all later ones. */
async function storedSince({ redis }: BenchTrack, firstChunk: number): Promise<number> {
  const chunks = Array.from({ length: chunkNow() - firstChunk + 1 }, (_, at) => firstChunk + at);
  const sizes = await Promise.all(chunks.map((chunk) => bytesOf(redis.client, chunk)));
  return sizes.reduce((sum, bytes) => sum + bytes / RECORD_BYTES, 0);
}

/** Returns the size of a chunk, which may have further segments. */
async function bytesOf(redis: Redis, chunk: number): Promise<number> {
  const key = `cl:{main}:chunk:${chunk}`;
  const last = Number(await redis.hget('cl:{main}:segments', String(chunk)));
  const segments = Array.from({ length: last }, (_, at) => redis.strlen(`${key}:${at + 1}`));
  const sizes = await Promise.all([redis.strlen(key), ...segments]);
  // Each segment begins with a slot that is no passing.
  return sizes.reduce((sum, bytes) => sum + Math.max(0, bytes - RECORD_BYTES), 0);
}
