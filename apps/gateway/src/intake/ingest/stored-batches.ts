import { Injectable, Logger } from '@nestjs/common';
import type { Passing } from '#passings';

/** Hears passings that Redis has, in the order in which they were stored; repeats are among them. */
export type StoredListener = (passings: readonly Passing[]) => void;

/** Tells of each batch once Redis has it. A passing that is stored once more after a failover is told of once. */
@Injectable()
export class StoredBatches {
  private readonly log = new Logger('ingest');
  private readonly listeners = new Set<StoredListener>();

  /** Returns the function that ends the subscription. */
  subscribe(listener: StoredListener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Tells every listener; one that fails is logged, and the store goes on for all others. */
  tell(passings: readonly Passing[]): void {
    for (const listener of this.listeners) {
      try {
        listener(passings);
      } catch (error) {
        this.log.error('a listener of stored passings failed', error instanceof Error ? error.stack : error);
      }
    }
  }
}
