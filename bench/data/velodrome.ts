import type { Passing } from '#passings';
import { mixSeed, type Random, seededRandom, wholeBetween } from '../../apps/simulator/src/track/random.js';

export const DECODERS = ['finish', 'pursuit', 'flying', 'pit'] as const;
export const TRANSPONDERS = 200;
const LOOPS_PER_DECODER = 2;
const LOOPS = DECODERS.length * LOOPS_PER_DECODER;
const RIDERS_AT_ONCE = 20;
const LAP_US = 15_000_000;
const HOUR_US = 3_600_000_000;
const OPEN_AT_HOUR = 10;
const OPEN_HOURS = 12;
/** 2024-01-01T00:00:00Z, the first day of riding. */
export const FIRST_DAY_US = 1_704_067_200_000_000;

/**
 * Yields years of a velodrome, hour by hour, in the order of crossings: twelve hours a day with twenty of two hundred
 * transponders on the track, laps of about 15 s, eight loops of four decoders. About 38,000 passings an hour, the same
 * for the same seed.
 */
export function* hoursOfRiding(seed: number): Generator<Passing[]> {
  const numbers = new Map<string, number>(DECODERS.map((decoderId) => [decoderId, 0]));
  for (let hour = 0; ; hour++) {
    const day = Math.floor(hour / OPEN_HOURS);
    const fromUs = FIRST_DAY_US + day * 24 * HOUR_US + (OPEN_AT_HOUR + (hour % OPEN_HOURS)) * HOUR_US;
    const crossings = crossingsOf(fromUs, seededRandom(mixSeed(seed, hour)));
    crossings.sort((one, other) => one.timeUs - other.timeUs);
    yield crossings.map(({ timeUs, loop, transponder, random }) => {
      const decoderId = DECODERS[loop % DECODERS.length] ?? 'finish';
      const passingNumber = (numbers.get(decoderId) ?? 0) + 1;
      numbers.set(decoderId, passingNumber);
      return {
        decoderId,
        loopId: 1 + Math.floor(loop / DECODERS.length),
        passingNumber,
        isNumberDoubtful: false,
        transponderId: String(transponder),
        timeUs,
        timeSource: 'rtc',
        isTimeDoubtful: false,
        alternativeTimeUs: null,
        rtcTimeUs: timeUs,
        clockOffsetUs: 0,
        receivedAtMs: Math.floor(timeUs / 1000) + 12,
        strength: 80 + (random & 63),
        hits: 10 + ((random >> 6) & 31),
        batteryVoltageV: 3.5,
        decoderFlags: 0,
      };
    });
  }
}

interface Crossing {
  readonly timeUs: number;
  readonly loop: number;
  readonly transponder: number;
  readonly random: number;
}

function crossingsOf(fromUs: number, random: Random): Crossing[] {
  const crossings: Crossing[] = [];
  const first = wholeBetween(random, 0, TRANSPONDERS - 1);
  for (let rider = 0; rider < RIDERS_AT_ONCE; rider++) {
    const transponder = 1_000_000 + ((first + rider * 7) % TRANSPONDERS);
    // Each rider comes and goes within the hour.
    let lapUs = fromUs + wholeBetween(random, 0, LAP_US);
    for (; lapUs < fromUs + HOUR_US - 2 * LAP_US; lapUs += LAP_US + wholeBetween(random, -500_000, 500_000)) {
      for (let loop = 0; loop < LOOPS; loop++) {
        const jitterUs = wholeBetween(random, 0, 200) * 1000;
        const timeUs = lapUs + Math.floor((loop * LAP_US) / LOOPS) + jitterUs;
        crossings.push({ timeUs, loop, transponder, random: wholeBetween(random, 0, 2047) });
      }
    }
  }
  return crossings;
}

/** Returns the first `count` passings, in one list. */
export function firstPassings(count: number, seed: number): Passing[] {
  return [...hoursWith(count, seed)].flat();
}

/** Moves passings in time, the last of them to `timeUs`. */
export function endingAt(timeUs: number, passings: readonly Passing[]): Passing[] {
  return movedBy(timeUs - (passings.at(-1)?.timeUs ?? timeUs), passings);
}

/** Moves passings to a later time. */
function movedBy(us: number, passings: readonly Passing[]): Passing[] {
  return passings.map((passing) => {
    const timeUs = passing.timeUs + us;
    return { ...passing, timeUs, rtcTimeUs: timeUs, receivedAtMs: Math.floor(timeUs / 1000) + 12 };
  });
}

/** Yields the first `count` passings by hours, moved so that the last one is at `timeUs`. */
export function* hoursUntil(timeUs: number, count: number, seed: number): Generator<Passing[]> {
  let lastUs = 0;
  for (const hour of hoursWith(count, seed)) lastUs = hour.at(-1)?.timeUs ?? lastUs;
  for (const hour of hoursWith(count, seed)) yield movedBy(timeUs - lastUs, hour);
}

/** Yields the first `count` passings, hour by hour. */
export function* hoursWith(count: number, seed: number): Generator<Passing[]> {
  let left = count;
  for (const hour of hoursOfRiding(seed)) {
    yield hour.slice(0, left);
    left -= hour.length;
    if (left <= 0) return;
  }
}

/**
 * Returns passings as the gateway receives them: one in a thousand is missed and comes some hundreds later, by RESEND,
 * and one in two thousand comes twice.
 */
export function asTheyArrive(passings: readonly Passing[], seed: number): Passing[] {
  const random = seededRandom(seed);
  const arrived: Passing[] = [];
  const late: { readonly at: number; readonly passing: Passing }[] = [];
  for (const [at, passing] of passings.entries()) {
    while ((late[0]?.at ?? Infinity) <= at) arrived.push(...late.splice(0, 1).map((each) => each.passing));
    const chance = random();
    if (chance < 0.001) late.push({ at: at + 300, passing });
    else arrived.push(passing);
    if (chance > 0.9995) arrived.push(passing);
  }
  return [...arrived, ...late.map(({ passing }) => passing)];
}

export function batchesOf<Item>(items: readonly Item[], size: number): Item[][] {
  const batches: Item[][] = [];
  for (let at = 0; at < items.length; at += size) batches.push(items.slice(at, at + size));
  return batches;
}
