import type { Cluster, Redis } from 'ioredis';
import type { Passing } from '../domain/passing.js';
import { type LedgerChange, LedgerMoved, type StoreOutcome } from '../ports/passings.repository.js';
import { chunkOf, encodedBytes, encodePassing } from './chunk-record.js';
import { ledgerText, rangesField, rangesText } from './ledger-text.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import type { SiteKeys } from './site-keys.js';

/** Most passings of one call, so that a script never holds Redis for long. */
export const MAX_BATCH = 1000;

interface ChunkBatch {
  readonly records: Buffer;
  readonly chunk: number;
}

/** Packs batches of passings and hands them to the store script. */
export class PassingsWriter {
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

  private send(batch: readonly Passing[], ledgers: readonly LedgerChange[]): Promise<number[]> {
    const { keys, dictionaries } = this;
    const numbered = batch.map((passing) => ({
      passing,
      source: dictionaries.sourceNumber(passing),
      transponder: dictionaries.transponderNumber(passing.transponderId),
    }));
    const meta = {
      sources: dictionaries.describeSources(new Set(numbered.map(({ source }) => source))),
      transponders: dictionaries.describeTransponders(
        new Set(numbered.map(({ transponder }) => transponder)),
      ),
      ledgers: ledgers.map(({ decoderId, from, before, ledger }) => {
        const change = [decoderId, from, ledgerText(from + 1, ledger)];
        const isSame = before?.missing === ledger.missing;
        return isSame ? change : [...change, rangesField(decoderId), rangesText(ledger)];
      }),
    };
    const chunks = pack(numbered).flatMap(({ chunk, records }) => [String(chunk), records]);
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
      ...chunks,
    );
  }
}

interface NumberedPassing {
  readonly passing: Passing;
  readonly source: number;
  readonly transponder: number;
}

function pack(numbered: readonly NumberedPassing[]): ChunkBatch[] {
  const byChunk = new Map<number, NumberedPassing[]>();
  for (const entry of numbered) {
    const chunk = chunkOf(entry.passing.timeUs);
    const group = byChunk.get(chunk);
    if (group === undefined) byChunk.set(chunk, [entry]);
    else group.push(entry);
  }
  return Array.from(byChunk, ([chunk, group]) => {
    const size = group.reduce((bytes, { passing }) => bytes + encodedBytes(passing), 0);
    const records = Buffer.allocUnsafe(size);
    let at = 0;
    for (const { passing, source, transponder } of group) {
      at = encodePassing(passing, source, transponder, records, at);
    }
    return { chunk, records };
  });
}
