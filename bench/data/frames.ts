import { encodeRecord } from '#p3';
import { type Random, seededRandom, wholeBetween } from '../../apps/simulator/src/track/random.js';

const FIRST_DECODER_ID = 0x20f0a;

/** Returns PASSING frames of 200 transponders as an RC4 decoder sends them; about one in seven has an escape. */
export function passingFrames(
  count: number,
  seed: number,
  { firstNumber = 1, decoderId = FIRST_DECODER_ID } = {},
): Uint8Array[] {
  const random = seededRandom(seed);
  const transponders = Array.from({ length: 200 }, () => wholeBetween(random, 1, 9_999_999));
  return Array.from({ length: count }, (_, at) =>
    encodeRecord(
      'PASSING',
      {
        passingNumber: firstNumber + at,
        transponder: transponders[wholeBetween(random, 0, 199)] ?? 1,
        rtcTimeUs: rtcTimeUsOf(firstNumber - 1 + at, random),
        strength: wholeBetween(random, 60, 150),
        hits: wholeBetween(random, 1, 60),
        flags: 0,
        batteryVoltageV: 3.5,
        temperatureC: 22,
        decoderId,
      },
      { version: 2 },
    ),
  );
}

/** Returns a time in whole milliseconds, 20 passings a second: a full track. */
function rtcTimeUsOf(at: number, random: Random): number {
  return 1_700_000_000_000_000 + at * 50_000 + wholeBetween(random, 0, 49) * 1000;
}

/** Cuts bytes into chunks, as a network delivers them. */
export function chunksOf(bytes: Uint8Array, chunkBytes: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
  return chunks;
}
