import type { Cluster, Redis } from 'ioredis';
import type { Passing } from '../domain/passing.js';
import type { PassingColumns } from '../domain/passing-columns.js';
import { isInput } from '../domain/transponder.js';
import type { LeaseProof } from '../ports/lease.store.js';
import {
  type AgedPassings,
  type DroppedNumbers,
  type ForgottenPassings,
  type KeptLedger,
  type KeptNumbersQuery,
  type LedgerChange,
  type PassingIdentity,
  type PassingsPage,
  type PassingsQuery,
  type PassingsReading,
  PassingsRepository,
  type Redating,
  type SessionsPage,
  type SessionsQuery,
  type StoreOutcome,
  type TimeWindow,
} from '../ports/passings.repository.js';
import type { PassingsFeed } from '../ports/passings-feed.js';
import type { RetentionState } from '../retention/plan-deletion.js';
import { AgedChunks } from './aged-chunks.js';
import { ChunkPlaces } from './chunk-places.js';
import { ChunkReader } from './chunk-reader.js';
import { ChunkUpgrader } from './chunk-upgrader.js';
import { DayDigester } from './day-digester.js';
import { FeedCoverage } from './feed/feed-coverage.js';
import { FeedOpener } from './feed/feed-opener.js';
import { FeedUpkeep } from './feed/feed-upkeep.js';
import { RedisPassingsFeed } from './feed/redis-passings-feed.js';
import { KeptIdentitiesReader } from './kept-identities-reader.js';
import { KeptNumbersReader } from './kept-numbers-reader.js';
import { LedgerReader } from './ledger-reader.js';
import { PassingsFinder } from './passings-finder.js';
import { PassingsReader } from './passings-reader.js';
import { PassingsRedater } from './passings-redater.js';
import { PassingsWriter } from './passings-writer.js';
import { RedatingPlan } from './redating-plan.js';
import { SessionsFinder } from './sessions-finder.js';
import { SiteDictionaries } from './site-dictionaries.js';
import { SiteKeys } from '#redis';
import { defineReadFeed, defineStoreCommands } from './store-commands.js';
import { Stretches } from './stretches.js';
import { SummaryReader } from './summary-reader.js';
import { UntruePassings } from './untrue-passings.js';
import { Upkeep } from './upkeep.js';

/** The connections of the adapter: a long answer on `reader` never delays a passing on `writer`. */
export interface StoreConnections {
  readonly writer: Redis | Cluster;
  readonly reader: Redis | Cluster;
}

/** Passings in Redis, as packed chunks of ten minutes with a summary per transponder (docs/adr/0002). */
export class RedisPassingsRepository extends PassingsRepository {
  readonly feed: PassingsFeed;
  private readonly keys: SiteKeys;
  private readonly upkeep: Upkeep;
  private readonly writer: PassingsWriter;
  private readonly redater: PassingsRedater;
  private readonly chunks: ChunkReader;
  private readonly finder: PassingsFinder;
  private readonly passingsReader: PassingsReader;
  private readonly sessionsFinder: SessionsFinder;
  private readonly keptNumbersReader: KeptNumbersReader;
  private readonly keptIdentitiesReader: KeptIdentitiesReader;
  private readonly aged: AgedChunks;

  constructor(
    private readonly redis: StoreConnections,
    site: string,
  ) {
    super();
    this.keys = new SiteKeys(site);
    defineStoreCommands(redis.writer);
    defineReadFeed(redis.reader);
    const written = new SiteDictionaries(redis.writer, this.keys);
    const read = new SiteDictionaries(redis.reader, this.keys);
    const places = new ChunkPlaces(redis.writer, this.keys);
    // A cluster emits `-node` where one of its servers is gone, and goes on with another that may have less.
    for (const gone of ['close', '-node']) {
      redis.writer.on(gone, () => {
        written.forget();
      });
      redis.reader.on(gone, () => {
        read.forget();
        this.chunks.forget();
      });
    }
    this.chunks = new ChunkReader(redis.reader, this.keys);
    const stretches = new Stretches(redis.reader, this.keys, this.chunks);
    const summaries = new SummaryReader(redis.reader, this.keys, this.chunks, stretches);
    const digester = new DayDigester(redis.writer, redis.reader, this.keys, this.chunks, summaries);
    const upgrader = new ChunkUpgrader(redis.writer, redis.reader, this.keys, this.chunks, places);
    const coverage = new FeedCoverage(redis.writer, this.keys);
    const opener = new FeedOpener(redis.writer, this.keys, coverage);
    const tending = new FeedUpkeep(redis.writer, this.keys, coverage, opener);
    this.upkeep = new Upkeep(redis.writer, this.keys, places, digester, upgrader, tending);
    this.writer = new PassingsWriter(redis.writer, this.keys, written, places, this.upkeep, opener);
    this.redater = new PassingsRedater(redis.writer, this.keys, written, places, this.upkeep, opener);
    this.feed = new RedisPassingsFeed(redis.reader, this.keys, read, opener);
    this.finder = new PassingsFinder(this.chunks, summaries, read);
    this.passingsReader = new PassingsReader(this.chunks, summaries, read);
    this.sessionsFinder = new SessionsFinder(summaries, read);
    this.keptNumbersReader = new KeptNumbersReader(this.chunks, read);
    this.keptIdentitiesReader = new KeptIdentitiesReader(this.chunks, read);
    this.aged = new AgedChunks(redis.writer, redis.reader, this.keys, this.chunks, read);
  }

  store(
    batch: readonly Passing[],
    ledgers: readonly LedgerChange[] = [],
    leases: readonly LeaseProof[] = [],
  ): Promise<StoreOutcome> {
    return this.writer.store(batch, ledgers, leases);
  }

  async redate(changes: readonly Redating[]): Promise<number> {
    const redated = await this.redater.redate(changes);
    this.aged.lookAgain();
    return redated;
  }

  planRedatings(changes: readonly Redating[]): Promise<void> {
    return new RedatingPlan(this.redis.writer, this.keys).keep(changes);
  }

  plannedRedatings(): Promise<readonly Redating[]> {
    return new RedatingPlan(this.redis.writer, this.keys).read();
  }

  /** Reads over the connection that writes, which has the ledger in force. */
  ledger(decoderId: string, known?: KeptLedger): Promise<KeptLedger | undefined> {
    return new LedgerReader(this.redis.writer, this.keys).read(decoderId, known);
  }

  whenReopened(listener: () => void): void {
    this.redis.writer.on('ready', listener);
  }

  find(query: PassingsQuery): Promise<PassingsPage> {
    return this.finder.find(query);
  }

  read(query: PassingsReading): AsyncIterable<PassingColumns> {
    return this.passingsReader.read(query);
  }

  sessions(query: SessionsQuery): Promise<SessionsPage> {
    return this.sessionsFinder.sessions(query);
  }

  countUnits(window: TimeWindow): Promise<number> {
    return this.chunks.count(window);
  }

  async countActive(window: TimeWindow): Promise<number> {
    const seen = await this.sessionsFinder.distinctTransponders(window);
    return [...seen].filter((id) => !isInput(id)).length;
  }

  keptNumbers(query: KeptNumbersQuery): Promise<ReadonlySet<number>> {
    return this.keptNumbersReader.read(query);
  }

  keptAmong(decoderId: string, passings: readonly PassingIdentity[]): Promise<ReadonlySet<number>> {
    return this.keptIdentitiesReader.read(decoderId, passings);
  }

  async keptClock(clock: string): Promise<string | undefined> {
    return (await this.redis.writer.hget(this.keys.clockOffsets, clock)) ?? undefined;
  }

  async keepClock(clock: string, text: string): Promise<void> {
    await this.redis.writer.hset(this.keys.clockOffsets, clock, text);
  }

  compactBefore(timeUs: number): Promise<number> {
    return this.upkeep.before(timeUs);
  }

  /** Reads over the connection that writes, as `ledger`. */
  async highestNumbers(): Promise<ReadonlyMap<string, number | undefined>> {
    const { writer } = this.redis;
    const sources = await writer.hkeys(this.keys.numbersOf('sources'));
    const highest = await writer.hgetall(this.keys.ledger);
    const decoders = sources.map((source) => (JSON.parse(source) as [string])[0]);
    return new Map(
      [...new Set([...decoders, ...Object.keys(highest)])].map((decoderId) => {
        const number = highest[decoderId];
        return [decoderId, number === undefined ? undefined : Number(number)];
      }),
    );
  }

  async takeOut(decoderId: string, isUntrue: (passing: Passing) => boolean): Promise<number> {
    const untrue = new UntruePassings(this.redis.writer, this.keys, this.upkeep);
    const taken = await untrue.takeOut(decoderId, isUntrue);
    // `chunks` only knows chunks that grow.
    this.chunks.forget();
    return taken;
  }

  agedBefore(timeUs: number): Promise<AgedPassings> {
    return this.aged.agedBefore(timeUs);
  }

  forgetBefore(
    timeUs: number,
    mostUnits: number,
    beforehand: (numbers: DroppedNumbers) => Promise<void>,
  ): Promise<ForgottenPassings> {
    return this.aged.forgetBefore(timeUs, mostUnits, beforehand);
  }

  newestReceiptMs(): Promise<number | undefined> {
    return this.aged.newestReceiptMs();
  }

  async retentionState(): Promise<RetentionState | undefined> {
    const text = await this.redis.writer.get(this.keys.retention);
    return text === null ? undefined : (JSON.parse(text) as RetentionState);
  }

  async keepRetentionState(state: RetentionState): Promise<void> {
    await this.redis.writer.set(this.keys.retention, JSON.stringify(state));
  }
}
