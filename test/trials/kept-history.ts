import { type Passing, RedisPassingsRepository } from '#passings';
import { connectRedis, untilReady } from '#redis';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';

const IN_BATCH = 1000;
const DEADLINE_MS = 15_000;
/** 2025-01-01T00:00:00Z */
export const FIRST_US = 1_735_689_600_000_000;

export interface History {
  readonly passings: number;
  readonly transponders: number;
  /** Time of the crossing with this number, from 1 on; rises with the number. */
  readonly timeUs: (at: number) => number;
  /** Whether days that are over get their digests. */
  readonly isDigested?: boolean;
}

/** Keeps a history in Redis as a gateway does, without one. */
export async function keepHistory(url: string, history: History): Promise<void> {
  const { passings, timeUs, transponders, isDigested = false } = history;
  const connections = {
    writer: connectRedis(url, { role: 'ingest' }),
    reader: connectRedis(url, { role: 'long-requests' }),
  };
  try {
    await untilReady(connections.writer, DEADLINE_MS);
    await untilReady(connections.reader, DEADLINE_MS);
    const repository = new RedisPassingsRepository(connections, 'main');
    const passingAt = (at: number): Passing =>
      aPassing({
        passingNumber: at + 1,
        timeUs: timeUs(at),
        transponderId: String(1_000_000 + ((at * 7919) % transponders)),
        strength: 80 + (at % 64),
        hits: 10 + (at % 32),
      });
    for (let from = 0; from < passings; from += IN_BATCH)
      await repository.store(
        Array.from({ length: Math.min(IN_BATCH, passings - from) }, (_, at) => passingAt(from + at)),
      );
    if (isDigested) await repository.compactBefore(Number.MAX_SAFE_INTEGER);
  } finally {
    connections.writer.disconnect();
    connections.reader.disconnect();
  }
}
