import type { LeaseMove } from '../lease/lease-claim.js';
import { LeaseStore } from '../ports/lease.store.js';

/** Reference for `RedisLeaseStore`; another gateway always watches. */
export class NaiveLeaseStore extends LeaseStore {
  readonly texts = new Map<string, string>();

  override exchange(moves: ReadonlyMap<string, LeaseMove>): Promise<readonly string[]> {
    for (const [decoderId, { expected, next }] of moves)
      if (next !== undefined && (this.texts.get(decoderId) ?? '') === expected)
        this.texts.set(decoderId, next);
    return Promise.resolve([...moves.keys()].map((decoderId) => this.texts.get(decoderId) ?? ''));
  }
}
