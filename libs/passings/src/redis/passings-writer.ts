import type { Cluster, Redis } from 'ioredis';
import type { Passing } from '../domain/passing.js';
import { type LedgerChange, LedgerMoved, type StoreOutcome } from '../ports/passings.repository.js';
import { holesChange } from './holes-text.js';
import { ledgerText, rangesField, restField, restText } from './ledger-text.js';
import { packBatch } from './pack-batch.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import type { SiteKeys } from './site-keys.js';
import type { Upkeep } from './upkeep.js';

/** Most passings of one call, so that a script never holds Redis for long. */
export const MAX_BATCH = 1000;

/** Packs batches of passings and hands them to the store script. */
export class PassingsWriter {
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly dictionaries: SiteDictionaries,
    private readonly upkeep: Upkeep,
  ) {}

  async store(batch: readonly Passing[], ledgers: readonly LedgerChange[]): Promise<StoreOutcome> {
    if (batch.length === 0 && ledgers.length === 0) return { stored: 0, repeated: 0 };
    if (batch.length > MAX_BATCH)
      throw new RangeError(`a batch of ${batch.length} passings, at most ${MAX_BATCH}`);
    const [agreed, stored = 0, repeated = 0] = await withDictionaries(this.dictionaries, () =>
      this.send(batch, ledgers),
    );
    if (agreed === 2) throw new LedgerMoved('the ledger of a decoder was changed by somebody else');
    return { stored, repeated };
  }

  private send(batch: readonly Passing[], ledgers: readonly LedgerChange[]): Promise<number[]> {
    const { keys, dictionaries } = this;
    const { chunks, sources, runs } = packBatch(batch, dictionaries);
    for (const { chunk } of chunks) this.upkeep.touch(chunk);
    const texts = ledgers.flatMap(textsOf);
    const holes = ledgers.filter(({ before, ledger }) => before?.missing !== ledger.missing);
    const outdated = ledgers.filter(({ before, from }) => before === undefined && from > 0);
    const meta = {
      ...dictionaries.takeChange(),
      ledgers: ledgers.map(({ decoderId, from }) => [decoderId, from]),
      texts: texts.length,
      holes: holes.map(({ before, ledger }) => holesChange(before?.missing, ledger.missing)),
      outdated: outdated.map(({ decoderId }) => rangesField(decoderId)),
      count: batch.length,
      runs,
    };
    const written = [...keys.written, ...holes.map(({ decoderId }) => keys.holes(decoderId))];
    return this.redis.storePassings(
      written.length,
      ...written,
      keys.prefix,
      JSON.stringify(meta),
      dictionaries.describeSources(sources),
      ...texts,
      ...chunks.flatMap(({ chunk, records, summaries }) => [String(chunk), records, summaries]),
    );
  }
}

/** Sends what is numbered by the dictionaries until a script takes their version; its answer begins with 0 where not. */
export async function withDictionaries(
  dictionaries: SiteDictionaries,
  send: () => Promise<number[]>,
): Promise<number[]> {
  // The second try has the dictionaries as they are in Redis; a third is for a second writer in between.
  for (let attempt = 1; attempt <= 3; attempt++) {
    await dictionaries.ready();
    const { reading } = dictionaries;
    try {
      const answer = await send();
      if (answer[0] !== 1) dictionaries.forget(reading);
      if (answer[0] !== 0) return answer;
    } catch (error) {
      // Whether it was done is not known, nor which numbers were given with it.
      dictionaries.forget(reading);
      throw error;
    }
  }
  throw new Error(
    'the dictionaries of this site keep changing: does another gateway write to the same Redis?',
  );
}

function textsOf({ decoderId, from, before, ledger }: LedgerChange): string[] {
  const texts = [decoderId, ledgerText(from + 1, ledger)];
  const rest = restText(ledger);
  if (before === undefined || restText(before) !== rest) texts.push(restField(decoderId), rest);
  return texts;
}
