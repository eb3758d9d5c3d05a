import { setTimeout as delay } from 'node:timers/promises';
import { freePort, type RedisOnPort } from '../support/redis-on-port.js';
import type { SentinelSet } from '../support/sentinel-set.js';

const LACKING_MS = 2000;

export type Fault = 'failover' | 'kill' | 'stop' | 'lacking';

/** Faults, each of which leaves the set with another master, and returns the old one. */
export const FAULTS: Readonly<Record<Fault, (set: SentinelSet) => Promise<RedisOnPort>>> = {
  failover: async (set) => {
    const old = await set.master();
    await set.failover();
    return old;
  },
  kill: async (set) => {
    const old = await set.master();
    await old.kill();
    return old;
  },
  stop: async (set) => {
    const old = await set.master();
    old.signal('SIGSTOP');
    return old;
  },
  lacking: async (set) => {
    const [old, deadPort] = [await set.master(), await freePort()];
    for (const replica of await set.replicas())
      await replica.call('REPLICAOF', '127.0.0.1', String(deadPort));
    await delay(LACKING_MS);
    await old.kill();
    return old;
  },
};
