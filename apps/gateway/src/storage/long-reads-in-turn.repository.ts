import {
  type KeptLedger,
  type KeptNumbersQuery,
  type LedgerChange,
  type Passing,
  type PassingsPage,
  type PassingsQuery,
  PassingsRepository,
  type SessionsPage,
  type SessionsQuery,
  type StoreOutcome,
  type TimeWindow,
} from '#passings';
import { isLongSearch, isLongSummary, LongReads } from './long-reads.js';

/** What people ask for is read in turn where it is long; all else as it comes. */
export class LongReadsInTurn extends PassingsRepository {
  private readonly reads = new LongReads();

  constructor(private readonly repository: PassingsRepository) {
    super();
  }

  override find(query: PassingsQuery): Promise<PassingsPage> {
    return this.reads.take(isLongSearch(query), () => this.repository.find(query));
  }

  override sessions(query: SessionsQuery): Promise<SessionsPage> {
    return this.reads.take(isLongSummary(query), () => this.repository.sessions(query));
  }

  override countActive(window: TimeWindow): Promise<number> {
    return this.reads.take(isLongSummary({ window }), () => this.repository.countActive(window));
  }

  override store(batch: readonly Passing[], ledgers?: readonly LedgerChange[]): Promise<StoreOutcome> {
    return this.repository.store(batch, ledgers);
  }

  override ledger(decoderId: string): Promise<KeptLedger | undefined> {
    return this.repository.ledger(decoderId);
  }

  override keptNumbers(query: KeptNumbersQuery): Promise<ReadonlySet<number>> {
    return this.repository.keptNumbers(query);
  }

  override clockOffsetUs(clock: string): Promise<number | undefined> {
    return this.repository.clockOffsetUs(clock);
  }

  override keepClockOffsetUs(clock: string, offsetUs: number): Promise<void> {
    return this.repository.keepClockOffsetUs(clock, offsetUs);
  }

  override compactBefore(timeUs: number): Promise<number> {
    return this.repository.compactBefore(timeUs);
  }

  override forgetBefore(timeUs: number): Promise<number> {
    return this.repository.forgetBefore(timeUs);
  }
}
