import type { Passing, Session } from '../domain/passing.js';
import type { PassingColumns } from '../domain/passing-columns.js';
import type { LeaseProof } from './lease.store.js';
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
}

export interface PassingsQuery {
  readonly window: TimeWindow;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** Go on behind this one, in the query's order. */
  readonly after?: PassingPosition;
  readonly transponderId?: string;
  readonly decoderId?: string;
  readonly loopId?: number;
}

/** A query for all that match, where no limit is given. */
export type PassingsReading = Omit<PassingsQuery, 'limit'> & { readonly limit?: number };

/** Passings as objects or, for whoever writes many rows, as columns of what an answer shows of them. */
export interface PassingsPage {
  readonly count: number;
  /** Where to go on, when more rows match. */
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
  /** Split a transponder's row wherever it was silent for longer than this. */
  readonly gapUs?: number;
  readonly transponderId?: string;
  /** Inputs as well, which are no riders. One that `transponderId` names is there in any case. */
  readonly inputs?: boolean;
  readonly limit: number;
  readonly after?: SessionPosition;
}

export interface SessionsPage {
  /** By start, then by transponder. */
  readonly sessions: readonly Session[];
  readonly next: SessionPosition | undefined;
}

export interface KeptNumbersQuery {
  readonly decoderId: string;
  /** Both ends inclusive. */
  readonly fromNumber: number;
  readonly untilNumber: number;
  /** When the decoder named `untilNumber` its last one: what it numbers above and was received since is younger. */
  readonly askedAtMs: number;
}

/** By which a passing is told from others of its decoder. */
export interface PassingIdentity {
  readonly number: number;
  /** The decoder's own clock. */
  readonly rtcTimeUs: number | null;
  /** The UTC_TIME that it reported, where it did. */
  readonly utcTimeUs?: number | undefined;
}

export interface StoreOutcome {
  /** Passings that are new and now kept. */
  readonly stored: number;
  /** Passings that were there already: same decoder, number and RTC time. */
  readonly repeated: number;
  /** Replicas that may take over do not have it yet: it is kept, and may be lost with its master. */
  readonly isUnconfirmed?: boolean;
}

/** A passing as it is kept, and the same as it is to be kept: with another time, receipt or doubt of its time. */
export interface Redating {
  readonly kept: Passing;
  readonly dated: Passing;
}

/** A ledger as it is kept, with the number of its last change. */
export interface KeptLedger {
  readonly version: number;
  readonly ledger: DecoderLedger;
  /** An earlier version of this program wrote it: with its next change it is written whole. */
  readonly isOfEarlierForm?: true;
}

/** A ledger to be kept in place of the one of that version; 0 where there is none yet. */
export interface LedgerChange {
  readonly decoderId: string;
  readonly from: number;
  /** The ledger of that version, of which what did not change is not written again; undefined: all of it is. */
  readonly before: DecoderLedger | undefined;
  readonly ledger: DecoderLedger;
}

/** Passings in storage units of which everything is old; `passings` and `keptPassings` are near, not exact. */
export interface AgedPassings {
  readonly units: number;
  readonly passings: number;
  /** All that are kept, old or not. */
  readonly keptPassings: number;
}

export interface ForgottenPassings {
  readonly units: number;
  readonly passings: number;
}

/** Numbers of each decoder that are about to be dropped. */
export type DroppedNumbers = ReadonlyMap<string, readonly DroppedNumber[]>;

/** What is kept is not what the change was made from: nothing was stored. Read it anew, and make the change again. */
export class LedgerMoved extends Error {}

/** The store names records that it does not have, and would begin anew what was there: nothing was stored. */
export class RecordsGone extends Error {}

/** Passings lie in a format that only a later version of this program knows: nothing of them is read or written. */
export class NewerFormat extends Error {}

/** Keeps every passing of a site and answers for them. */
export abstract class PassingsRepository {
  /**
   * All of the batch and the ledgers with it, or nothing; each passing once however often it comes. Safe to repeat after
   * any failure. Throws `LedgerMoved`, `RecordsGone`, `NewerFormat`, and `LeaseLost` where one of the leases is another
   * gateway's by now.
   */
  abstract store(
    batch: readonly Passing[],
    ledgers?: readonly LedgerChange[],
    leases?: readonly LeaseProof[],
  ): Promise<StoreOutcome>;
  /**
   * Dates passings anew, all of them or none: each stays the same passing, and is there once. What is not kept (any more)
   * as it is given is left out. How many were dated anew.
   */
  abstract redate(changes: readonly Redating[]): Promise<number>;
  /** Keeps what is about to be dated anew in place of what was planned before; an empty plan is one that is done. */
  abstract planRedatings(changes: readonly Redating[]): Promise<void>;
  abstract plannedRedatings(): Promise<readonly Redating[]>;
  /** `known` itself where it still is the one that is kept: that costs no look at what is missing. */
  abstract ledger(decoderId: string, known?: KeptLedger): Promise<KeptLedger | undefined>;
  /** Hears of each time that the store is reached again: it may be another one by then, or an older state of it. */
  abstract whenReopened(listener: () => void): void;
  abstract find(query: PassingsQuery): Promise<PassingsPage>;
  /**
   * What `find` gives, page by page to the end, in memory that does not grow with it. The columns are filled anew each
   * time: what is needed of them longer has to be copied. Ended early, it reads no further.
   */
  abstract read(query: PassingsReading): AsyncIterable<PassingColumns>;
  abstract sessions(query: SessionsQuery): Promise<SessionsPage>;
  /** Storage units of ten minutes that have passings, as far as the window touches them: how much there is to read. */
  abstract countUnits(window: TimeWindow): Promise<number>;
  /** Distinct transponders, inputs not counted, with a passing in the window. */
  abstract countActive(window: TimeWindow): Promise<number>;
  /**
   * Which numbers of a range are kept of a decoder. Looks back through its passings, newest first, and ends where
   * another numbering begins: at a number outside the range, or one that was seen already.
   */
  abstract keptNumbers(query: KeptNumbersQuery): Promise<ReadonlySet<number>>;
  /** The numbers of those passings of a decoder that are kept: the same number at the same time of its own clock. */
  abstract keptAmong(decoderId: string, passings: readonly PassingIdentity[]): Promise<ReadonlySet<number>>;
  /** What is known of a decoder's clock, kept so that a restart goes on with it; `clock` is any name that tells clocks apart. */
  abstract keptClock(clock: string): Promise<string | undefined>;
  abstract keepClock(clock: string, text: string): Promise<void>;
  /**
   * Upkeep of what ended before this: memory that storage units took to grow is given back (how many there were), and days
   * get a digest. Some at a time; call it again and again.
   */
  abstract compactBefore(timeUs: number): Promise<number>;
  /** Every decoder that passings were kept of, and the highest number that it sent; undefined where none had a number. */
  abstract highestNumbers(): Promise<ReadonlyMap<string, number | undefined>>;
  /**
   * Takes out those passings of a decoder that are not true; how many. Where none is left of it, its ledger goes as well.
   * Each storage unit as a whole or not at all; safe to repeat after any failure.
   */
  abstract takeOut(decoderId: string, isUntrue: (passing: Passing) => boolean): Promise<number>;
  /**
   * Retention: what is in storage units of ten minutes in which everything is older than this, by its time and by its
   * receipt. A unit in which something was received since stays as a whole.
   */
  abstract agedBefore(timeUs: number): Promise<AgedPassings>;
  /**
   * Drops the oldest of these units, at most so many; call it again until there are none. `beforehand` is told of their
   * numbers, and where it fails nothing is dropped.
   */
  abstract forgetBefore(
    timeUs: number,
    mostUnits: number,
    beforehand: (numbers: DroppedNumbers) => Promise<void>,
  ): Promise<ForgottenPassings>;
  /** When the newest of all passings was received, ms since 1970; looked for among those with the newest times. */
  abstract newestReceiptMs(): Promise<number | undefined>;
  abstract retentionState(): Promise<RetentionState | undefined>;
  abstract keepRetentionState(state: RetentionState): Promise<void>;
}
