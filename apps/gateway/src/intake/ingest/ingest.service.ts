import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { LeaseLost, LedgerMoved, type Passing, type StoreOutcome } from '#passings';
import { HeldLeases } from '../lease/held-leases.js';
import { Ledgers } from '../ledger/ledgers.js';
import {
  failureWords,
  type StorageTrouble,
  storageTroubleOf,
} from '../../platform/storage/storage-trouble.js';
import { StoredBatches } from './stored-batches.js';
import { TakenPassings } from './taken-passings.js';

const MOST_WAIT_MS = 10;
const MOST_IN_BATCH = 500;
const LEAST_IN_BATCH = 16;
/** Batches sent at once: while Redis stores one, the next is packed and sent. */
const MOST_UNDER_WAY = 2;
/** Passings above which the decoders' links are not read any further, until the store has caught up. */
const MOST_PENDING = 2000;
const SHORTEST_RETRY_MS = 50;
/** Short, because a try while the storage is away costs nothing, and each wait is added to its outage. */
const LONGEST_RETRY_MS = 250;
/** Newest passings remembered of those that no replica has: nearly two minutes of a busy track. */
const MOST_UNCONFIRMED = 20_000;
/** Longer than the store is waited for. */
const STOOD_STILL_MS = 5500;
/** Refusals in a row, for what another gateway did, that count as no trouble: a takeover brings one or two for each decoder. */
const MOST_TURNS_LOST = 5;
/** Longest wait of the shutdown for passings to be dated anew. */
const LONGEST_HOLD_MS = 3000;

export interface IngestState {
  readonly stored: number;
  readonly repeated: number;
  /** Passings that were taken in and are not yet in Redis. */
  readonly pending: number;
  /** Why the store does not take passings; undefined while it does. */
  readonly trouble: StorageTrouble | undefined;
}

interface SentBatch {
  readonly passings: readonly Passing[];
  readonly kept: Promise<StoreOutcome>;
  readonly sentAtMs: number;
}

/** Gathers passings into batches and stores each until Redis has it. A passing does not count before that. */
@Injectable()
export class IngestService {
  private readonly log = new Logger('ingest');
  private pending: Passing[] = [];
  private mostInBatch = MOST_IN_BATCH;
  private stored = 0;
  private repeated = 0;
  private takenIn = 0;
  /** Count of passings taken in and then left to the gateway that reads their decoder now. */
  private handedBack = 0;
  private trouble: StorageTrouble | undefined;
  private timer: NodeJS.Timeout | undefined;
  private loop: Promise<void> | undefined;
  private waiting: (() => void)[] = [];
  private readonly watchers = new Set<{ upTo: number; settle: (isStored: boolean) => void }>();
  /** Stored passings that would be lost if the master failed now. */
  private unconfirmed: readonly Passing[] = [];
  /** Passings to store once more, before the pending ones. */
  private again: readonly Passing[] = [];
  /** Leading passings of `pending` that are stored once more, and the count of those stored so far. */
  private againPending = 0;
  private againStored = 0;
  private givingUp = false;
  private isHeld = false;
  private holding: Promise<void> = Promise.resolve();
  /** Passings that came in this run. */
  readonly taken = new TakenPassings();

  constructor(
    private readonly ledgers: Ledgers,
    private readonly leases: HeldLeases,
    private readonly batches: StoredBatches,
  ) {}

  /** Resolves when more may come: at once, or when the store has caught up. */
  add(passings: readonly Passing[]): Promise<void> {
    for (const passing of passings) {
      this.pending.push(passing);
      this.taken.note(passing);
    }
    this.takenIn += passings.length;
    if (this.pending.length >= MOST_IN_BATCH) this.begin();
    else if (this.pending.length > 0)
      this.timer ??= setTimeout(() => {
        this.begin();
      }, MOST_WAIT_MS);
    if (this.givingUp || this.hasRoom) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Whether the store keeps up with the passings that come. */
  get hasRoom(): boolean {
    return this.pending.length < MOST_PENDING;
  }

  /**
   * Resolves to true when Redis has all passings taken in until now, to false when the gateway ended or lost a
   * decoder before.
   */
  untilStored(): Promise<boolean> {
    return new Promise((settle) => {
      this.watchers.add({ upTo: this.takenIn, settle });
      this.tellWatchers();
    });
  }

  state(): IngestState {
    const { stored, repeated, trouble } = this;
    return { stored, repeated, pending: this.pending.length, trouble };
  }

  /**
   * Stores no passing while `work` runs, which begins once every sent batch is settled. The function that `begin` returns
   * changes the pending passings in the same moment.
   */
  hold(begin: () => (passing: Passing) => Passing, work: () => Promise<void>): Promise<void> {
    const held = this.holdWhile(begin, work);
    this.holding = held.catch(() => undefined);
    return held;
  }

  private async holdWhile(
    begin: () => (passing: Passing) => Passing,
    work: () => Promise<void>,
  ): Promise<void> {
    this.isHeld = true;
    try {
      await this.loop;
      this.pending = this.pending.map(begin());
      await work();
    } finally {
      this.isHeld = false;
      this.begin();
    }
  }

  /**
   * Stores once more, after another server took over, the passings that it has not confirmed; the store drops those it has.
   */
  storeAgain(): void {
    this.again = [...this.again, ...this.unconfirmed];
    this.unconfirmed = [];
    this.begin();
  }

  /** Stores at once the passings taken in so far; waits no longer than `ms`. */
  async storeNow(ms: number): Promise<void> {
    this.begin();
    await Promise.race([this.loop, delay(ms, undefined, { ref: false })]);
  }

  /** Ends every wait for the store after `ms`, for the shutdown. */
  endWithin(ms: number): void {
    setTimeout(() => {
      this.givingUp = true;
      this.letGoOn();
      this.tellWatchers();
    }, ms).unref();
  }

  /** Stores the pending passings; those left at the end are logged, and the decoder is asked for them again. */
  async flush(): Promise<void> {
    await Promise.race([this.holding, delay(LONGEST_HOLD_MS, undefined, { ref: false })]);
    this.begin();
    await this.loop;
    if (this.pending.length > 0)
      this.log.error(`${this.pending.length} passings could not be stored before the end`);
  }

  private begin(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.isHeld) return;
    this.loop ??= this.storeAll().finally(() => {
      this.loop = undefined;
    });
  }

  private async storeAll(): Promise<void> {
    let failures = 0;
    const underWay: SentBatch[] = [];
    for (;;) {
      if (underWay.length === 0) this.takeAgain();
      if (!this.givingUp && !this.isHeld && this.again.length === 0) this.sendInto(underWay);
      const first = underWay.shift();
      if (first === undefined) break;
      const error = await this.failureOf(first);
      if (error === undefined) {
        failures = 0;
        continue;
      }
      // Batches behind the failed one may be kept or not: storing repeats from the first on, and the store drops those it
      // has.
      await Promise.allSettled(underWay.map(({ kept }) => kept));
      underWay.length = 0;
      failures++;
      if ((await this.isOfAnotherGateway(error)) && failures <= MOST_TURNS_LOST) continue;
      // After a standstill of this process its timers ran before the answer was read: the store may be well.
      const stoodStill = failures === 1 && performance.now() - first.sentAtMs > STOOD_STILL_MS;
      if (!stoodStill) this.complain(error);
      // Over a line so slow that no answer comes in time, batches of the same size would never end.
      if (this.trouble === 'slow') this.mostInBatch = Math.max(LEAST_IN_BATCH, this.mostInBatch >> 1);
      await delay(Math.min(SHORTEST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS));
    }
    if (this.givingUp) this.letGoOn();
  }

  private takeAgain(): void {
    this.pending = [...this.again, ...this.pending];
    this.againPending += this.again.length;
    this.again = [];
  }

  /** Whether another gateway reads a decoder of the batch now, or moved a ledger meanwhile, which is then read anew. */
  private async isOfAnotherGateway(error: unknown): Promise<boolean> {
    return error instanceof LedgerMoved || (error instanceof LeaseLost && (await this.handBackLost()));
  }

  /** Hands back the passings of decoders that another gateway reads. Resolves to false where the leases cannot be read. */
  private async handBackLost(): Promise<boolean> {
    try {
      await this.leases.look();
    } catch {
      return false; // the connection to the store logs the error
    }
    const isLost = ({ decoderId }: Passing): boolean => this.leases.tokenOf(decoderId) === undefined;
    const lost = this.pending.filter(isLost);
    if (lost.length === 0) return true;
    const lostAgain = this.pending.slice(0, this.againPending).filter(isLost).length;
    this.pending = this.pending.filter((passing) => !isLost(passing));
    this.againPending -= lostAgain;
    this.handedBack += lost.length - lostAgain;
    for (const { settle } of this.watchers) settle(false);
    this.watchers.clear();
    this.leases.handBack(lost);
    // Without pending passings no batch would end the trouble.
    if (this.pending.length === 0) this.clear();
    if (this.hasRoom) this.letGoOn();
    return true;
  }

  private sendInto(underWay: SentBatch[]): void {
    let sent = underWay.reduce((sum, { passings }) => sum + passings.length, 0);
    while (underWay.length < MOST_UNDER_WAY && sent < this.pending.length) {
      const passings = this.pending.slice(sent, sent + this.mostInBatch);
      const kept = this.ledgers.store(passings);
      // The failure may come before `failureOf` waits for it.
      kept.catch(() => undefined);
      underWay.push({ passings, kept, sentAtMs: performance.now() });
      sent += passings.length;
    }
  }

  /** Returns the error, or undefined once the batch is stored and removed from `pending`. */
  private async failureOf({ passings, kept }: SentBatch): Promise<unknown> {
    try {
      const { stored, repeated, isUnconfirmed } = await kept;
      this.stored += stored;
      this.repeated += repeated;
      this.unconfirmed =
        isUnconfirmed === true ? [...this.unconfirmed, ...passings].slice(-MOST_UNCONFIRMED) : [];
    } catch (error) {
      return error;
    }
    const again = Math.min(this.againPending, passings.length);
    this.againPending -= again;
    this.againStored += again;
    this.batches.tell(passings.slice(again));
    this.pending = this.pending.slice(passings.length);
    this.mostInBatch = Math.min(this.mostInBatch * 2, MOST_IN_BATCH);
    this.clear();
    this.tellWatchers();
    if (this.hasRoom) this.letGoOn();
    return undefined;
  }

  private letGoOn(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const goOn of waiting) goOn();
  }

  /** Settles the watchers. Batches are stored in the order in which they came, so that a count tells how far the store is. */
  private tellWatchers(): void {
    const done = this.stored + this.repeated - this.againStored + this.handedBack;
    for (const watcher of this.watchers) {
      if (watcher.upTo > done && !this.givingUp) continue;
      this.watchers.delete(watcher);
      watcher.settle(watcher.upTo <= done);
    }
  }

  private complain(error: unknown): void {
    const trouble = storageTroubleOf(error) ?? 'unexpected';
    if (trouble !== this.trouble) this.log.warn(`passings wait in the gateway: ${failureWords(error)}`);
    this.trouble = trouble;
  }

  private clear(): void {
    if (this.trouble !== undefined) this.log.log('the store takes passings again');
    this.trouble = undefined;
  }
}
