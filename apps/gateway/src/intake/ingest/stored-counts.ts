import { Injectable } from '@nestjs/common';
import { StoredBatches } from './stored-batches.js';

/** Counts the passings of each decoder that Redis has taken since the start, repeats included. */
@Injectable()
export class StoredCounts {
  private readonly counts = new Map<string, number>();

  constructor(batches: StoredBatches) {
    batches.subscribe((passings) => {
      for (const { decoderId } of passings) this.counts.set(decoderId, this.of(decoderId) + 1);
    });
  }

  of(decoderId: string): number {
    return this.counts.get(decoderId) ?? 0;
  }
}
