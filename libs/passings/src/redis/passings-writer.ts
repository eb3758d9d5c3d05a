import type { Cluster, Redis } from 'ioredis';
import type { Passing } from '../domain/passing.js';
import { type LedgerChange, LedgerMoved, type StoreOutcome } from '../ports/passings.repository.js';
import { CHUNK_US } from './chunk-record.js';
import { ledgerText, rangesField, rangesText } from './ledger-text.js';
import { packBatch } from './pack-batch.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import type { SiteKeys } from './site-keys.js';

/** Most passings of one call, so that a script never holds Redis for long. */
export const MAX_BATCH = 1000;

/** Packs batches of passings and hands them to the store script. */
export class PassingsWriter {
  /** Chunks that grew since they were last compacted. */
  private readonly grown = new Set<number>();

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly dictionaries: SiteDictionaries,
  ) {}

  async store(batch: readonly Passing[], ledgers: readonly LedgerChange[]): Promise<StoreOutcome> {
    if (batch.length === 0 && ledgers.length === 0) return { stored: 0, repeated: 0 };
    if (batch.length > MAX_BATCH)
      throw new RangeError(`a batch of ${batch.length} passings, at most ${MAX_BATCH}`);
    // The second try has the dictionaries as they are in Redis; a third is for a second writer in between.
    for (let attempt = 1; attempt <= 3; attempt++) {
      await this.dictionaries.ready();
      const [agreed, stored = 0, repeated = 0] = await this.send(batch, ledgers);
      if (agreed === 1) return { stored, repeated };
      if (agreed === 2) throw new LedgerMoved('the ledger of a decoder was changed by somebody else');
      this.dictionaries.forget();
    }
    throw new Error(
      'the dictionaries of this site keep changing: does another gateway write to the same Redis?',
    );
  }

  async compactBefore(timeUs: number): Promise<number> {
    const closed = [...this.grown].filter((chunk) => (chunk + 1) * CHUNK_US <= timeUs);
    for (const chunk of closed) {
      // First: what comes meanwhile makes it grow again.
      this.grown.delete(chunk);
      try {
        await this.redis.compactChunk(this.keys.chunk(chunk));
      } catch (error) {
        this.grown.add(chunk);
        throw error;
      }
    }
    return closed.length;
  }

  private send(batch: readonly Passing[], ledgers: readonly LedgerChange[]): Promise<number[]> {
    const { keys, dictionaries } = this;
    const { chunks, sources, transponders, runs } = packBatch(batch, dictionaries);
    for (const { chunk } of chunks) this.grown.add(chunk);
    const meta = {
      sources: dictionaries.describeSources(sources),
      transponders: dictionaries.describeTransponders(transponders),
      ledgers: ledgers.map(({ decoderId, from, before, ledger }) => {
        const change = [decoderId, from, ledgerText(from + 1, ledger)];
        const isSame = before?.missing === ledger.missing;
        return isSame ? change : [...change, rangesField(decoderId), rangesText(ledger)];
      }),
      count: batch.length,
      runs,
    };
    return this.redis.storePassings(
      keys.ledger,
      keys.chunks,
      keys.numbersOf('sources'),
      keys.namesOf('sources'),
      keys.numbersOf('transponders'),
      keys.namesOf('transponders'),
      keys.ledgers,
      keys.prefix,
      JSON.stringify(meta),
      ...chunks.flatMap(({ chunk, records, summaries }) => [String(chunk), records, summaries]),
    );
  }
}
