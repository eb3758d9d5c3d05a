import type { Passing, Session } from '../domain/passing.js';
import type { PassingColumns } from '../domain/passing-columns.js';
import type { LeaseProof } from './lease.store.js';
import type { PassingsFeed } from './passings-feed.js';
import type { DecoderLedger } from '../ledger/decoder-ledger.js';
import type { DroppedNumber } from '../ledger/dropped-numbers.js';
import type { RetentionState } from '../retention/plan-deletion.js';

/** Both ends inclusive, microseconds since 1970 UTC. */
export interface TimeWindow {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** The place of a passing in the order of all: time first, the rest breaks ties. */
export interface PassingPosition {
  readonly timeUs: number;
  readonly source: number;
  readonly passingNumber: number;
  readonly transponder: number;
  /** Index in TIME_SOURCES of the clock that told the time, `estimated` counted as `rtc`. */
  readonly clock: number;
}

export interface PassingsQuery {
  readonly window: TimeWindow;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** Position behind which the page begins, in the query's order. */
  readonly after?: PassingPosition;
  readonly transponderId?: string;
  readonly decoderId?: string;
  readonly loopId?: number;
}

/** A query for all that match, where no limit is given. */
export type PassingsReading = Omit<PassingsQuery, 'limit'> & { readonly limit?: number };

/** Passings as objects or, for long answers, as columns of their shown values. */
export interface PassingsPage {
  readonly count: number;
  /** Position of the next page, when more rows match. */
  readonly next: PassingPosition | undefined;
  passings(): readonly Passing[];
  columns(): Iterable<PassingColumns>;
}

export interface SessionPosition {
  readonly startMs: number;
  readonly transponderId: string;
}

export interface SessionsQuery {
  readonly window: TimeWindow;
  /** Silence of a transponder that splits its row. */
  readonly gapUs?: number;
  readonly transponderId?: string;
  /** Whether inputs, which are no riders, are listed as well. An input that `transponderId` names is listed in any case. */
  readonly inputs?: boolean;
  readonly limit: number;
  readonly after?: SessionPosition;
}

export interface SessionsPage {
  /** Sessions by start, then by transponder. */
  readonly sessions: readonly Session[];
  readonly next: SessionPosition | undefined;
}

export interface KeptNumbersQuery {
  readonly decoderId: string;
  /** Both ends inclusive. */
  readonly fromNumber: number;
  readonly untilNumber: number;
  /** Moment when the decoder named `untilNumber` its last one: higher numbers received since then are younger. */
  readonly askedAtMs: number;
}

/** Values that tell a passing from others of its decoder. */
export interface PassingIdentity {
  readonly number: number;
  /** Time by the decoder's own clock. */
  readonly rtcTimeUs: number | null;
  /** UTC_TIME, where the decoder reported it. */
  readonly utcTimeUs?: number | undefined;
}

export interface StoreOutcome {
  /** Number of passings that are new and now kept. */
  readonly stored: number;
  /** Number of passings that were kept before: same decoder, number and RTC time. */
  readonly repeated: number;
  /** Whether replicas that may take over lack the batch: it is kept, and may be lost with its master. */
  readonly isUnconfirmed?: boolean;
}

/** A kept passing, and the same passing as it shall be: with another time, receipt or doubt of its time. */
export interface Redating {
  readonly kept: Passing;
  readonly dated: Passing;
}

/** A kept ledger, with the number of its last change. */
export interface KeptLedger {
  readonly version: number;
  readonly ledger: DecoderLedger;
  /** Set where an earlier version of this program wrote the ledger: its next change is written whole. */
  readonly isOfEarlierForm?: true;
}

/** A ledger to replace the one of version `from`; 0 for the first one. */
export interface LedgerChange {
  readonly decoderId: string;
  readonly from: number;
  /** The ledger of that version, whose unchanged parts are not written again; undefined: all parts are written. */
  readonly before: DecoderLedger | undefined;
  readonly ledger: DecoderLedger;
}

/** Passings in storage units of which everything is old; `passings` and `keptPassings` are estimates. */
export interface AgedPassings {
  readonly units: number;
  readonly passings: number;
  /** Estimate of all kept passings, old or not. */
  readonly keptPassings: number;
}

export interface ForgottenPassings {
  readonly units: number;
  readonly passings: number;
}

/** Numbers of each decoder that are about to be dropped. */
export type DroppedNumbers = ReadonlyMap<string, readonly DroppedNumber[]>;

/** The kept ledger is not the one from which the change was made: the store is unchanged. Read it and change it again. */
export class LedgerMoved extends Error {}

/** The store lists records that it lacks, and would begin them anew: the store is unchanged. */
export class RecordsGone extends Error {}

/** Passings lie in a format that only a later version of this program knows: they are neither read nor written. */
export class NewerFormat extends Error {}

/** Keeps every passing of a site and answers for them. */
export abstract class PassingsRepository {
  /** Every passing in the order in which it was stored. */
  abstract readonly feed: PassingsFeed;
  /**
   * Stores all of the batch with its ledgers, or none of it; each passing once, however often it comes. Safe to repeat
   * after any failure. Throws `LedgerMoved`, `RecordsGone`, `NewerFormat`, and `LeaseLost` where another gateway has
   * one of the leases.
   */
  abstract store(
    batch: readonly Passing[],
    ledgers?: readonly LedgerChange[],
    leases?: readonly LeaseProof[],
  ): Promise<StoreOutcome>;
  /**
   * Dates passings anew, all of them or none: each stays the same passing, kept once. Passings that are not kept as
   * given are left out. Resolves to the number of passings dated anew.
   */
  abstract redate(changes: readonly Redating[]): Promise<number>;
  /** Keeps a plan of datings in place of the plan before; an empty plan is done. */
  abstract planRedatings(changes: readonly Redating[]): Promise<void>;
  abstract plannedRedatings(): Promise<readonly Redating[]>;
  /** Resolves to `known` itself where it still is the kept one, which saves reading the missing numbers. */
  abstract ledger(decoderId: string, known?: KeptLedger): Promise<KeptLedger | undefined>;
  /** Calls `listener` each time that the store is reached again: it may be another one by then, or an older state of it. */
  abstract whenReopened(listener: () => void): void;
  abstract find(query: PassingsQuery): Promise<PassingsPage>;
  /**
   * Reads all rows of `find`, page by page, in constant memory. The columns are filled anew for each page: values that
   * are needed longer have to be copied. An early end reads no further.
   */
  abstract read(query: PassingsReading): AsyncIterable<PassingColumns>;
  abstract sessions(query: SessionsQuery): Promise<SessionsPage>;
  /** Counts the storage units of ten minutes with passings that the window touches: the amount of data to read. */
  abstract countUnits(window: TimeWindow): Promise<number>;
  /** Distinct transponders, inputs not counted, with a passing in the window. */
  abstract countActive(window: TimeWindow): Promise<number>;
  /**
   * Resolves to the kept numbers of a range. Looks back through the passings of a decoder, newest first, and ends where
   * another numbering begins: at a number outside the range, or at a second one of the same number.
   */
  abstract keptNumbers(query: KeptNumbersQuery): Promise<ReadonlySet<number>>;
  /** Resolves to the numbers of those passings that are kept: the same number at the same time of the decoder's clock. */
  abstract keptAmong(decoderId: string, passings: readonly PassingIdentity[]): Promise<ReadonlySet<number>>;
  /** State of a decoder's clock, kept over a restart; `clock` is any name that tells clocks apart. */
  abstract keptClock(clock: string): Promise<string | undefined>;
  abstract keepClock(clock: string, text: string): Promise<void>;
  /**
   * Upkeep of storage units that ended before `timeUs`: gives back memory that they took to grow (resolves to their
   * number), and makes the digests of days. Each call does a part.
   */
  abstract compactBefore(timeUs: number): Promise<number>;
  /** Resolves to each decoder with kept passings, and the highest number that it sent; undefined where none had a number. */
  abstract highestNumbers(): Promise<ReadonlyMap<string, number | undefined>>;
  /**
   * Takes out the passings of a decoder that are not true, and its ledger where none is left; resolves to their number.
   * Each storage unit as a whole or not at all; safe to repeat after any failure.
   */
  abstract takeOut(decoderId: string, isUntrue: (passing: Passing) => boolean): Promise<number>;
  /**
   * Retention: counts passings in storage units of ten minutes in which everything is older than `timeUs`, by its time
   * and by its receipt. A unit with a later receipt stays as a whole.
   */
  abstract agedBefore(timeUs: number): Promise<AgedPassings>;
  /**
   * Drops the oldest of these units, at most `mostUnits`; call it again until there are none. `beforehand` gets their
   * numbers, and where it fails no unit is dropped.
   */
  abstract forgetBefore(
    timeUs: number,
    mostUnits: number,
    beforehand: (numbers: DroppedNumbers) => Promise<void>,
  ): Promise<ForgottenPassings>;
  /** Resolves to the newest receipt, ms since 1970, among the passings with the newest times. */
  abstract newestReceiptMs(): Promise<number | undefined>;
  abstract retentionState(): Promise<RetentionState | undefined>;
  abstract keepRetentionState(state: RetentionState): Promise<void>;
}
