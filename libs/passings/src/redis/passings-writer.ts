import type { Cluster, Redis } from 'ioredis';
import type { Passing } from '../domain/passing.js';
import { LeaseLost, type LeaseProof } from '../ports/lease.store.js';
import { type LedgerChange, LedgerMoved, type StoreOutcome } from '../ports/passings.repository.js';
import type { ChunkPlaces } from './chunk-places.js';
import { holesChange } from './holes-text.js';
import { isRestTheSame, leaseField, ledgerText, rangesField, restField, restText } from './ledger-text.js';
import { type PackedBatch, packBatch } from './pack-batch.js';
import { searchedChunks, type Siblings } from './searched-chunks.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import type { SiteKeys } from '#redis';
import type { Upkeep } from './upkeep.js';

/** Most passings of one call, so that each script is short for Redis. */
export const MAX_BATCH = 1000;

/** The second attempt has the dictionaries of Redis; more are for other gateways that write in between. */
const MOST_ATTEMPTS = 20;

/** Bound of the memory: a forgotten chunk is counted once more. */
const MOST_COUNTED = 4096;

/** Packs batches of passings and hands them to the store script. */
export class PassingsWriter {
  /** Highest number sent of each decoder: a higher one is taken for new, and the script checks it. */
  private readonly highest = new Map<string, number>();
  private turn: Promise<void> = Promise.resolve();
  /** Chunks that were begun or counted anew since Redis was last reached. */
  private readonly counted = new Set<number>();

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly dictionaries: SiteDictionaries,
    private readonly places: ChunkPlaces,
    private readonly upkeep: Upkeep,
  ) {
    // Redis may have been started again, with a torn file.
    redis.on('ready', () => {
      this.counted.clear();
    });
  }

  async store(
    batch: readonly Passing[],
    ledgers: readonly LedgerChange[],
    leases: readonly LeaseProof[],
  ): Promise<StoreOutcome> {
    if (batch.length === 0 && ledgers.length === 0) return { stored: 0, repeated: 0 };
    if (batch.length > MAX_BATCH)
      throw new RangeError(`a batch of ${batch.length} passings, at most ${MAX_BATCH}`);
    const [agreed, stored = 0, repeated = 0] = await this.inTurn((release) =>
      withDictionaries(this.dictionaries, () => this.send(batch, ledgers, leases, release)),
    );
    if (agreed === 5) throw new LeaseLost('another gateway reads a decoder of this batch now');
    if (agreed === 2) throw new LedgerMoved('the ledger of a decoder was changed by somebody else');
    return { stored, repeated };
  }

  private async send(
    batch: readonly Passing[],
    ledgers: readonly LedgerChange[],
    leases: readonly LeaseProof[],
    release: () => void,
  ): Promise<number[]> {
    const { keys, dictionaries, places } = this;
    const packed = packBatch(batch, dictionaries);
    const { chunks, sources, runs } = packed;
    for (const { chunk } of chunks) this.upkeep.touch(chunk);
    const texts = ledgers.flatMap(textsOf);
    const holes = ledgers.filter(({ before, ledger }) => before?.missing !== ledger.missing);
    const outdated = ledgers.filter(({ before, from }) => before === undefined && from > 0);
    const meta = {
      ...dictionaries.takeChange(),
      leases: leases.map(({ decoderId, token }) => [leaseField(decoderId), token]),
      ledgers: ledgers.map(({ decoderId, from }) => [decoderId, from]),
      texts: texts.length,
      holes: holes.map(({ before, ledger }) => holesChange(before?.missing, ledger.missing)),
      outdated: outdated.map(({ decoderId }) => rangesField(decoderId)),
      count: batch.length,
      runs,
    };
    const described = dictionaries.describeSources(sources);
    const store = (looked: readonly number[] | undefined): Promise<number[]> => {
      const its = new Set<string>();
      const records: (string | Buffer)[] = [];
      for (const { chunk, records: packedRecords, summaries } of chunks) {
        for (const key of places.keysToAppend(chunk)) its.add(key);
        records.push(String(chunk), String(places.segmentFor(chunk)), packedRecords, summaries);
      }
      for (const chunk of looked ?? []) for (const key of places.keysToRead(chunk)) its.add(key);
      const recount = looked?.filter((chunk) => places.lastOf(chunk) >= 0 && !this.counted.has(chunk));
      for (const chunk of recount ?? []) its.add(keys.summaries(chunk));
      const declared = [...keys.written, ...holes.map(({ decoderId }) => keys.holes(decoderId)), ...its];
      const lasts = looked?.map((chunk) => [chunk, places.lastOf(chunk)]);
      const head = [
        keys.prefix,
        JSON.stringify({ ...meta, looked: lasts, recount }),
        looked === undefined ? '' : described,
      ];
      const sent = this.redis.storePassings(declared.length, ...declared, ...head, ...texts, ...records);
      this.noteSent(packed, batch);
      return sent;
    };
    // The next batch is sent before this one is answered, unless it could overtake a batch that may be sent again.
    const sent = (answer: Promise<number[]>): Promise<number[]> => {
      release();
      return answer;
    };
    if (this.isLikelyNew(packed) && (await this.areCounted(packed))) {
      const isKnown = this.isKnown(batch);
      const answer = await places.checked(() => {
        const stored = store(undefined);
        // Noted at once: the next batch may be sent before this one is answered.
        this.noteAppended(packed);
        return isKnown ? sent(stored) : stored;
      });
      if (answer !== undefined) {
        if (answer[0] === 1) this.noteCounted(chunks.map(({ chunk }) => chunk));
        return answer;
      }
    }
    const searched = [...searchedChunks(chunks, siblingsIn(described))];
    const unknown = places.unknownAmong(searched);
    if (unknown.length > 0) await places.look(unknown);
    return places.withAll(searched, async () => {
      const segments = chunks.map(({ chunk }) => places.segmentFor(chunk));
      const hasRoom = chunks.every(({ chunk, records }) => places.hasRoom(chunk, records.length));
      const isSure = hasRoom && this.isKnown(batch);
      const stored = store(searched);
      if (isSure) this.noteAppended(packed);
      const answer = await (isSure ? sent(stored) : stored);
      if (answer[0] !== 1) return answer;
      const [, , , ...told] = answer;
      // The script alone knows how much of the batch was new.
      for (const [index, { chunk, records }] of chunks.entries()) {
        const bytes = told[index] ?? 0;
        if (isSure) places.notAppended(chunk, segments[index] ?? 0, records.length - bytes);
        else places.appended(chunk, bytes);
      }
      this.noteCounted([...chunks.map(({ chunk }) => chunk), ...told.slice(chunks.length)]);
      return answer;
    });
  }

  /** Runs `work` once the work before it released its turn: commands that it sends arrive behind those. */
  private async inTurn<Value>(work: (release: () => void) => Promise<Value>): Promise<Value> {
    const before = this.turn;
    let release = (): void => undefined;
    this.turn = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    try {
      return await work(release);
    } finally {
      release();
    }
  }

  private isLikelyNew({ runs }: PackedBatch): boolean {
    return runs?.every(([decoderId, first]) => first > (this.highest.get(decoderId) ?? 0)) === true;
  }

  private isKnown(batch: readonly Passing[]): boolean {
    return batch.every(({ decoderId }) => this.highest.has(decoderId));
  }

  /**
   * Whether each chunk was counted since Redis was reached, or is begun by this batch. Looks at unknown chunks first:
   * the next batch is sent on top of their places.
   */
  private async areCounted({ chunks }: PackedBatch): Promise<boolean> {
    const touched = chunks.map(({ chunk }) => chunk);
    const unknown = this.places.unknownAmong(touched);
    if (unknown.length > 0) await this.places.look(unknown);
    return touched.every((chunk) => this.counted.has(chunk) || this.places.lastOf(chunk) < 0);
  }

  private noteCounted(chunks: readonly number[]): void {
    if (this.counted.size > MOST_COUNTED) this.counted.clear();
    for (const chunk of chunks) this.counted.add(chunk);
  }

  private noteAppended({ chunks }: PackedBatch): void {
    for (const { chunk, records } of chunks) this.places.appended(chunk, records.length);
  }

  private noteSent({ runs }: PackedBatch, batch: readonly Passing[]): void {
    if (runs !== undefined) for (const [decoderId, , last] of runs) this.sentUpTo(decoderId, last);
    else for (const { decoderId, passingNumber } of batch) this.sentUpTo(decoderId, passingNumber ?? 0);
  }

  private sentUpTo(decoderId: string, number: number): void {
    if (number > (this.highest.get(decoderId) ?? 0)) this.highest.set(decoderId, number);
  }
}

/** Reads the siblings that were described when the batch was packed: the dictionaries may have been read anew since. */
function siblingsIn(described: string): ReadonlyMap<number, Siblings> {
  const sources = JSON.parse(described) as [source: number, decoderId: string, siblings: Siblings][];
  return new Map(sources.map(([source, , siblings]) => [source, siblings]));
}

/** Sends numbers of the dictionaries until a script accepts their version; an answer that begins with 0 refuses it. */
export async function withDictionaries(
  dictionaries: SiteDictionaries,
  send: () => Promise<number[]>,
): Promise<number[]> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    await dictionaries.ready();
    const { reading } = dictionaries;
    try {
      const sent = send();
      const { mark } = dictionaries;
      const answer = await sent;
      if (answer[0] === 1) dictionaries.confirm(mark, reading);
      else dictionaries.forget(reading);
      if (answer[0] !== 0) return answer;
    } catch (error) {
      // The script may have been carried out or not, and its numbers given or not.
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
  if (before === undefined || !isRestTheSame(before, ledger))
    texts.push(restField(decoderId), restText(ledger));
  return texts;
}
