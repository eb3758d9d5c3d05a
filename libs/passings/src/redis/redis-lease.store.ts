import type { Cluster, Redis, Result } from 'ioredis';
import type { LeaseMove } from '../lease/lease-claim.js';
import { LeaseStore } from '../ports/lease.store.js';
import { leaseField } from './ledger-text.js';
import { EXCHANGE_LEASES } from './scripts/exchange-leases.generated.js';
import { SiteKeys } from '#redis';

/** Life of the note that a gateway stands by, which it renews sooner. */
const STANDING_BY_MS = 3000;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    exchangeLeases(...keysAndArguments: (string | number)[]): Result<string[], Context>;
  }
}

/** Leases beside the ledgers of the decoders: one look of the store script finds both. */
export class RedisLeaseStore extends LeaseStore {
  private readonly keys: readonly string[];

  constructor(
    private readonly redis: Redis | Cluster,
    site: string,
  ) {
    super();
    const { ledgers, standingBy } = new SiteKeys(site);
    this.keys = [ledgers, standingBy];
    redis.defineCommand('exchangeLeases', { numberOfKeys: 2, lua: EXCHANGE_LEASES });
  }

  override async exchange(
    moves: ReadonlyMap<string, LeaseMove>,
    isStandingBy: boolean,
  ): Promise<readonly string[]> {
    if (moves.size === 0) return [];
    const asked = [...moves].flatMap(([decoderId, { expected, next, isUrgent }]) => [
      leaseField(decoderId),
      expected,
      next ?? '',
      isUrgent ? '1' : '0',
    ]);
    return this.redis.exchangeLeases(...this.keys, isStandingBy ? STANDING_BY_MS : 0, ...asked);
  }
}
