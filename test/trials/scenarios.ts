import { setTimeout as delay } from 'node:timers/promises';
import { type Random, wholeBetween } from '../../apps/simulator/src/track/random.js';
import type { FaultProxy } from '../support/fault-proxy.js';
import { BREAKS, type Break } from '../support/line-conditions.js';
import type { Trial } from './trial.js';

const LONGEST_LIFE_MS = 1500;
const MOST_BYTES = 2000;
const MOST_WAIT_MS = 1000;

/** Kills the gateway at random moments, every second time before it is back; returns the times until ingest came back. */
export async function killGateway(trial: Trial, kills: number): Promise<number> {
  const backMs: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    await delay(trial.random() * LONGEST_LIFE_MS);
    await trial.gateway.kill();
    trial.gateway.start();
    if (kill % 2 === 0) backMs.push(await trial.ingesting());
  }
  await trial.connected();
  return Math.round(Math.max(...backMs));
}

export async function killRedis(trial: Trial, kills: number): Promise<void> {
  for (let kill = 0; kill < kills; kill++) {
    await delay(trial.random() * LONGEST_LIFE_MS);
    await trial.redis.kill();
    await delay(trial.random() * 300);
    await trial.redis.start();
  }
}

export async function tearAndStartTwice(trial: Trial, cuts: number): Promise<void> {
  for (let cut = 0; cut < cuts; cut++) {
    await delay(trial.random() * LONGEST_LIFE_MS);
    await trial.redis.kill();
    trial.redis.tear(Math.floor(trial.random() * 4000));
    await trial.redis.start();
    await delay(trial.random() * 500);
    await trial.redis.kill();
    await trial.redis.start();
  }
}

export async function setRedisBack(trial: Trial, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await delay(500 + trial.random() * LONGEST_LIFE_MS);
    trial.redis.remember();
    await delay(500 + trial.random() * LONGEST_LIFE_MS);
    await trial.redis.kill();
    trial.redis.setBack();
    await trial.redis.start();
  }
}

/** Breaks lines at random bytes in each of `ways`; returns the count of each way. */
export async function breakLines(
  proxies: readonly FaultProxy[],
  cuts: number,
  random: Random,
  ways: readonly Break[] = BREAKS,
): Promise<Partial<Record<Break, number>>> {
  const counts: Partial<Record<Break, number>> = {};
  for (let cut = 0; cut < cuts;) {
    await delay(random() * 200);
    const proxy = oneOf(proxies, random);
    if (!proxy.isOpen) continue;
    const how = oneOf(ways, random);
    proxy.set(oneOf([{}, { mostPieceBytes: 40 }, { latencyMs: 30 }, { bytesPerSecond: 200_000 }], random));
    const direction = oneOf(['to_server', 'to_client'] as const, random);
    // Mostly small, because requests and the answers of Redis are few bytes.
    const planned = proxy.breakAfter(Math.floor(MOST_BYTES * random() ** 3), direction, how);
    // A line to a decoder carries few bytes: the break comes after this time even without them.
    await Promise.race([planned, delay(MOST_WAIT_MS)]);
    proxy.break(how);
    counts[how] = (counts[how] ?? 0) + 1;
    cut++;
  }
  for (const proxy of proxies) proxy.set({});
  return counts;
}

/** Loses replies to commands that were carried out. */
export async function loseReplies(
  trial: Trial,
  proxies: readonly FaultProxy[],
  times: number,
): Promise<void> {
  for (let time = 0; time < times; time++) {
    // Waits for ingest, so that the lost replies are not those of a greeting.
    await trial.ingesting();
    await Promise.all(
      proxies.map((proxy) => proxy.breakAfter(wholeBetween(trial.random, 0, 40), 'to_client', 'no_replies')),
    );
  }
}

/** Makes lines to decoders go dead without a word; returns the longest time until the gateway closed one. */
export async function goDead(trial: Trial, proxies: readonly FaultProxy[], times: number): Promise<number> {
  const found = proxies.map(({ foundAfterMs }) => foundAfterMs.length);
  for (let time = 1; time <= times; time++) {
    await trial.connected();
    await trial.gateway.until('every line is there', () =>
      Promise.resolve(proxies.every(({ isOpen }) => isOpen) ? true : undefined),
    );
    await delay(trial.random() * LONGEST_LIFE_MS);
    for (const proxy of proxies) proxy.break('half_open');
    await trial.gateway.until('the dead lines are let go of', () => {
      const isFound = proxies.every(({ foundAfterMs }, at) => foundAfterMs.length >= (found[at] ?? 0) + time);
      return Promise.resolve(isFound ? true : undefined);
    });
  }
  const afterMs = proxies.flatMap(({ foundAfterMs }, at) => foundAfterMs.slice(found[at]));
  return Math.round(Math.max(...afterMs));
}

function oneOf<Value>(values: readonly Value[], random: Random): Value {
  const value = values[wholeBetween(random, 0, values.length - 1)];
  if (value === undefined) throw new RangeError('nothing to choose from');
  return value;
}

const SESSIONS = ['new', 'new_time', 'same'] as const;

/** Highest count with which a decoder is driven past its old numbers: the next night it begins at few again. */
const MOST_BEFORE = 300;

/**
 * A night: every decoder is switched off and on, numbers anew, and mostly exceeds its old numbers before the gateway
 * connects.
 */
export function switchOff(trial: Trial): void {
  const { simulator, random } = trial;
  for (const running of simulator.decoders) {
    const before = running.ledger.bounds()?.last ?? 0;
    const session = SESSIONS[Math.floor(random() * SESSIONS.length)] ?? 'new';
    running.cutConnections();
    running.decoder.powerCycle({ startNumber: 1, session });
    const count = (before > MOST_BEFORE ? 0 : before) + Math.floor(random() * 40);
    for (let each = 0; each < count; each++) trial.cross(running.decoder);
  }
}
