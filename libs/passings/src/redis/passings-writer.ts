import type { Cluster, Redis } from 'ioredis';
import type { Passing } from '../domain/passing.js';
import { LeaseLost, type LeaseProof } from '../ports/lease.store.js';
import { type LedgerChange, LedgerMoved, type StoreOutcome } from '../ports/passings.repository.js';
import type { ChunkPlaces } from './chunk-places.js';
import type { FeedOpener } from './feed/feed-opener.js';
import { holesChange } from './holes-text.js';
import { isRestTheSame, leaseField, ledgerText, rangesField, restField, restText } from './ledger-text.js';
import { NONE_RISES, type PackedBatch, type PackedChunk, packBatch } from './pack-batch.js';
import { searchedChunks, type Siblings } from './searched-chunks.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import type { SiteKeys } from '#redis';
import type { Upkeep } from './upkeep.js';

/** Most passings of one call, so that each script is short for Redis. */
export const MAX_BATCH = 1000;

/** The second attempt has the dictionaries of Redis; more are for other gateways that write in between. */
const MOST_ATTEMPTS = 20;

/** Answer of a script on whose server the feed is not open. */
const NOT_OPEN = 8;

/** Bound of the memory: a forgotten chunk is counted once more. */
const MOST_COUNTED = 4096;

/** A packed batch, and what the script needs to look for its `others`. */
interface Packing extends PackedBatch {
  /** The chunks of `rising`, then those of `others`. */
  readonly chunks: readonly PackedChunk[];
  /** Sources of `others` as JSON, or ''. */
  readonly described: string;
  /** Chunks that `others` may lie in. */
  readonly searched: readonly number[];
}

/** Ledgers and leases that go with the passings of a batch in the same step. */
interface StoreRequest {
  readonly count: number;
  readonly meta: object;
  readonly texts: readonly string[];
  readonly holesKeys: readonly string[];
  /** Lets the next batch be sent. */
  readonly release: (() => void) | undefined;
}

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
    private readonly feed: FeedOpener,
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
      whenOpen(this.feed, () =>
        withDictionaries(this.dictionaries, () => this.send(batch, ledgers, leases, release)),
      ),
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
    const { places } = this;
    const packing = this.pack(batch, (decoderId) => this.highest.get(decoderId) ?? 0);
    for (const { chunk } of packing.chunks) this.upkeep.touch(chunk);
    const isKnown = batch.every(({ decoderId }) => this.highest.has(decoderId));
    const request = {
      ...this.requestOf(ledgers, leases),
      count: batch.length,
      // The next batch is sent before this one is answered, unless it could overtake a batch that may be sent again.
      release: isKnown ? release : undefined,
    };
    const answer = await places.checked(() => this.attempt(packing, request));
    if (answer !== undefined) return answer;
    // Redis has other chunks than was known, or higher numbers: each passing is looked for.
    const lookedFor = this.pack(batch, NONE_RISES);
    return places.withAll(lookedFor.searched, () => this.attempt(lookedFor, request));
  }

  /** Packs and describes in one step, because the dictionaries may be read anew at any time. */
  private pack(batch: readonly Passing[], highestOf: (decoderId: string) => number): Packing {
    const packed = packBatch(batch, this.dictionaries, highestOf);
    const chunks = [...packed.rising, ...packed.others];
    if (packed.others.length === 0) return { ...packed, chunks, described: '', searched: [] };
    const described = this.dictionaries.describeSources(packed.sources);
    return {
      ...packed,
      chunks,
      described,
      searched: [...searchedChunks(packed.others, siblingsIn(described))],
    };
  }

  private requestOf(
    ledgers: readonly LedgerChange[],
    leases: readonly LeaseProof[],
  ): Omit<StoreRequest, 'count' | 'release'> {
    const texts = ledgers.flatMap(textsOf);
    const holes = ledgers.filter(({ before, ledger }) => before?.missing !== ledger.missing);
    const outdated = ledgers.filter(({ before, from }) => before === undefined && from > 0);
    return {
      texts,
      holesKeys: holes.map(({ decoderId }) => this.keys.holes(decoderId)),
      meta: {
        ...this.dictionaries.takeChange(),
        leases: leases.map(({ decoderId, token }) => [leaseField(decoderId), token]),
        ledgers: ledgers.map(({ decoderId, from }) => [decoderId, from]),
        texts: texts.length,
        holes: holes.map(({ before, ledger }) => holesChange(before?.missing, ledger.missing)),
        outdated: outdated.map(({ decoderId }) => rangesField(decoderId)),
      },
    };
  }

  /** Sends the batch once, on top of the places that are known, and notes what it changes of them. */
  private async attempt(packing: Packing, request: StoreRequest): Promise<number[]> {
    const { places } = this;
    const { chunks, others, searched } = packing;
    const rising = packing.rising.map(({ chunk }) => chunk);
    const unknown = places.unknownAmong([...searched, ...rising]);
    if (unknown.length > 0) await places.look(unknown);
    const looked = new Set(searched);
    for (const chunk of rising) if (!this.isCounted(chunk)) looked.add(chunk);

    const bytes = bytesByChunk(chunks, ({ records }) => records.length);
    // The script alone knows how much of the others is new.
    const isSure = others.length === 0 || [...bytes].every(([chunk, its]) => places.hasRoom(chunk, its));
    const segments = chunks.map(({ chunk }) => places.segmentFor(chunk));
    const sent = this.sendPacked(packing, request, [...looked]);
    // Noted at once: the next batch may be sent before this one is answered.
    if (isSure) {
      for (const [chunk, its] of bytes) places.appended(chunk, its);
      request.release?.();
    }
    const answer = await sent;
    if (answer[0] !== 1) return answer;
    const told = answer.slice(3);
    if (isSure)
      for (const [index, { chunk, records }] of chunks.entries())
        places.notAppended(chunk, segments[index] ?? 0, records.length - (told[index] ?? 0));
    else
      for (const [chunk, its] of bytesByChunk(chunks, (_, index) => told[index] ?? 0))
        places.appended(chunk, its);
    this.noteCounted([...chunks.map(({ chunk }) => chunk), ...told.slice(chunks.length)]);
    return answer;
  }

  private sendPacked(
    { chunks, rising, risingCount, runs, described }: Packing,
    { meta, texts, holesKeys, count }: StoreRequest,
    looked: readonly number[],
  ): Promise<number[]> {
    const { keys, places } = this;
    const its = new Set<string>();
    const records: (string | Buffer)[] = [];
    for (const { chunk, records: packed, summaries } of chunks) {
      for (const key of places.keysToAppend(chunk)) its.add(key);
      records.push(String(chunk), String(places.segmentFor(chunk)), packed, summaries);
    }
    for (const chunk of looked) for (const key of places.keysToRead(chunk)) its.add(key);
    const recount = looked.filter((chunk) => !this.isCounted(chunk));
    for (const chunk of recount) its.add(keys.summaries(chunk));
    const declared = [...keys.written, ...holesKeys, ...its];
    const whole = {
      ...meta,
      count,
      runs,
      rising: rising.length,
      risingCount,
      looked: looked.map((chunk) => [chunk, places.lastOf(chunk)]),
      recount,
    };
    const head = [keys.prefix, JSON.stringify(whole), described];
    const sent = this.redis.storePassings(declared.length, ...declared, ...head, ...texts, ...records);
    for (const [decoderId, , last] of runs)
      if (last > (this.highest.get(decoderId) ?? 0)) this.highest.set(decoderId, last);
    return sent;
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

  /** Whether a chunk was counted since Redis was reached, or is begun by its first batch. */
  private isCounted(chunk: number): boolean {
    return this.counted.has(chunk) || this.places.lastOf(chunk) < 0;
  }

  private noteCounted(chunks: readonly number[]): void {
    if (this.counted.size > MOST_COUNTED) this.counted.clear();
    for (const chunk of chunks) this.counted.add(chunk);
  }
}

function bytesByChunk(
  chunks: readonly PackedChunk[],
  bytesOf: (packed: PackedChunk, index: number) => number,
): ReadonlyMap<number, number> {
  const bytes = new Map<number, number>();
  for (const [index, packed] of chunks.entries())
    bytes.set(packed.chunk, (bytes.get(packed.chunk) ?? 0) + bytesOf(packed, index));
  return bytes;
}

/** Reads the siblings that were described when the batch was packed: the dictionaries may have been read anew since. */
function siblingsIn(described: string): ReadonlyMap<number, Siblings> {
  const sources = JSON.parse(described) as [source: number, decoderId: string, siblings: Siblings][];
  return new Map(sources.map(([source, , siblings]) => [source, siblings]));
}

/** Opens the feed where a script finds that it is not open on its server, and sends again. */
export async function whenOpen(feed: FeedOpener, send: () => Promise<number[]>): Promise<number[]> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const answer = await send();
    if (answer[0] !== NOT_OPEN) return answer;
    await feed.open();
  }
  throw new Error('the feed cannot be opened: is Redis failing over again and again?');
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
