import { Inject, Injectable } from '@nestjs/common';
import type { HostClock } from '#decoder';
import { TrackTime } from '../../platform/clock/track-time.js';
import {
  account,
  arrived,
  type DecoderLedger,
  fetchAgain,
  hasLostPassings,
  isSamePassing,
  isSetBack,
  type KeptLedger,
  type LedgerChange,
  LedgerMoved,
  LeaseLost,
  type LeaseProof,
  type Passing,
  PassingsRepository,
  proven,
  receivedCount,
  type StoreOutcome,
  suspected,
  type Witness,
  witnessed,
} from '#passings';
import {
  changeOf,
  type LedgerNews,
  marked,
  type Move,
  numbersOf,
  oddFillersIn,
  witnessIn,
} from './batch-moves.js';
import { HeldLeases } from '../lease/held-leases.js';
import { inParts } from './in-parts.js';
import { isInSight } from './in-sight.js';
import { RecentPassings } from './recent-passings.js';

type Listener = (news: LedgerNews) => void;
type Change = (ledger: DecoderLedger | undefined) => DecoderLedger | undefined;

interface Confirmed {
  readonly version: number;
  readonly epoch: number;
  readonly highest: number;
}

const MOST_LOOKED_AT = 100;
const NONE_CONFIRMED: Confirmed = { version: 0, epoch: 0, highest: -1 };

/**
 * The ledgers of the decoders. Each moves in the same atomic step as the passings that it counts. A batch is sent on top of
 * those that are under way, as if these were kept already: where one of them was not, the store refuses the ledgers made from
 * it. A remembered ledger is what Redis has, or is read anew.
 */
@Injectable()
export class Ledgers {
  /** Ledgers as Redis has them. */
  private readonly known = new Map<string, KeptLedger | undefined>();
  /** Ledgers as they are once every batch under way is kept. */
  private readonly sent = new Map<string, KeptLedger | undefined>();
  /** Ledgers as Redis had each when it answered last, known to be in force or not. */
  private readonly confirmed = new Map<string, KeptLedger>();
  /** Confirmed ledgers that Redis has no longer. */
  private readonly lost = new Map<string, DecoderLedger>();
  private isDoubted = false;
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly listeners = new Map<string, Listener>();
  private readonly setBackListeners = new Map<string, () => void>();
  private readonly repeats = new Map<string, number>();
  private readonly recent = new RecentPassings();
  /** Decoders that were out of sight since their last batch. */
  private readonly outOfSight = new Set<string>();
  private lastTurn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly repository: PassingsRepository,
    @Inject(TrackTime) private readonly hostClock: HostClock,
    private readonly leases: HeldLeases,
  ) {
    // Another Redis may have taken the place of this one, with less.
    repository.whenReopened(() => {
      this.doubt();
    });
  }

  /** Returns the ledger as it was last read or written, suspected where the decoder was out of sight since. */
  latest(decoderId: string): DecoderLedger | undefined {
    const ledger = this.known.get(decoderId)?.ledger;
    return ledger && this.isSuspect(decoderId) ? suspected(ledger, this.nowMs()) : ledger;
  }

  /** Count of passings that came again, since the start. */
  repeatsOf(decoderId: string): number {
    return this.repeats.get(decoderId) ?? 0;
  }

  listen(decoderId: string, listener: Listener): void {
    this.listeners.set(decoderId, listener);
  }

  /** Hears that Redis has an older ledger of a decoder than it had confirmed: passings were lost with the newer one. */
  hearSetBack(decoderId: string, listener: () => void): void {
    this.setBackListeners.set(decoderId, listener);
  }

  /** Returns the part of the last confirmed ledger that tells it from other states. */
  confirmedState(decoderId: string): Confirmed {
    const kept = this.confirmed.get(decoderId);
    if (kept === undefined) return NONE_CONFIRMED;
    const { epoch, highest } = kept.ledger;
    return { version: kept.version, epoch, highest };
  }

  /** Reads the ledger from Redis, and changes no ledger there. */
  look(decoderId: string): Promise<void> {
    return this.inTurn(async () => {
      await Promise.allSettled(this.underWay);
      await this.readAnew([decoderId]);
    });
  }

  /** Notes that the decoder was out of sight: its ledger says so in the same step as its next passings, before they count. */
  suspect(decoderId: string): void {
    this.outOfSight.add(decoderId);
  }

  /** Doubts every ledger: another server may have less than was confirmed, until `lookBack` has compared them. */
  doubt(): void {
    this.isDoubted = true;
  }

  /** Whether the store may lack passings that it had confirmed. */
  get isDoubtful(): boolean {
    return this.isDoubted || this.lost.size > 0;
  }

  /** Compares the store's ledgers with the confirmed ones, and marks lost passings as missing. */
  async lookBack(): Promise<void> {
    for (const [decoderId, before] of this.confirmed)
      this.compare(decoderId, before, await this.repository.ledger(decoderId, this.known.get(decoderId)));
    for (const [decoderId, lost] of this.lost) {
      // The gateway that reads the decoder asks for them.
      if (this.leases.tokenOf(decoderId) === undefined) {
        this.lost.delete(decoderId);
        continue;
      }
      const setBack = { hasLostPassings: false };
      await this.change(decoderId, (found) => {
        setBack.hasLostPassings = hasLostPassings(lost, found);
        return fetchAgain(lost, found, this.nowMs());
      });
      this.lost.delete(decoderId);
      this.listeners.get(decoderId)?.({ isHoleOpen: true, far: [], below: [], setBack });
    }
    this.isDoubted = false;
  }

  private compare(decoderId: string, before: KeptLedger | undefined, found: KeptLedger | undefined): void {
    if (before === undefined || !isSetBack(before, found) || this.confirmed.get(decoderId) !== before) return;
    this.confirmed.delete(decoderId);
    this.lost.set(decoderId, before.ledger);
    this.setBackListeners.get(decoderId)?.();
  }

  /**
   * Finds the newest kept passing of a decoder up to the number `highest`, for a ledger that names none. Passings of `came`
   * do not count: they may be of the numbering that is to be told from the one before.
   */
  async newestKept(
    decoderId: string,
    highest: number,
    came: readonly Witness[],
  ): Promise<Witness | undefined> {
    const ledger = this.latest(decoderId);
    if (ledger === undefined || receivedCount(ledger) === 0) return undefined;
    const window = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER };
    const page = await this.repository.find({ window, order: 'desc', limit: MOST_LOOKED_AT, decoderId });
    for (const { passingNumber, rtcTimeUs, transponderId } of page.passings()) {
      if (passingNumber === null || passingNumber > highest || rtcTimeUs === null) continue;
      const newest = { number: passingNumber, rtcTimeUs, transponderId };
      if (!came.some((each) => isSamePassing(each, newest))) return newest;
    }
    return undefined;
  }

  keptAmong(decoderId: string, passings: readonly Witness[]): Promise<ReadonlySet<number>> {
    return this.repository.keptAmong(decoderId, passings);
  }

  /**
   * Stores a batch, sent in the order of the calls. The next may be sent before this one is kept, and where this one fails,
   * later ones may be kept nevertheless. Throws `LedgerMoved`: nothing was kept, and the same batch succeeds once no other is
   * under way. Throws `LeaseLost`: nothing was kept, and another gateway may read one of the decoders now.
   */
  async store(batch: readonly Passing[]): Promise<StoreOutcome> {
    const parts = inParts(batch, (decoderId) => this.sent.get(decoderId)?.ledger.highest);
    const settled = await Promise.allSettled(parts.map((part) => this.storePart(part)));
    const outcomes = settled.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
    return {
      stored: outcomes.reduce((sum, { stored }) => sum + stored, 0),
      repeated: outcomes.reduce((sum, { repeated }) => sum + repeated, 0),
      isUnconfirmed: outcomes.some(({ isUnconfirmed }) => isUnconfirmed === true),
    };
  }

  private async storePart(batch: readonly Passing[]): Promise<StoreOutcome> {
    const { moves, kept } = await this.inTurn(() => this.send(batch));
    const outcome = await kept;
    this.recent.note(batch);
    // Numbers that the ledgers count as new were new to the store too; passings new beyond that are `below`, and no repeats.
    const unnumbered = batch.filter(({ passingNumber }) => passingNumber === null).length;
    const counted = moves.reduce((sum, { newNumbers }) => sum + newNumbers, unnumbered);
    for (const { change, news } of moves) this.tell(change.decoderId, news, outcome.stored - counted);
    return outcome;
  }

  /**
   * Changes a ledger as Redis has it now, out of sight or not; leaves it where `change` returns undefined. Throws `LeaseLost`
   * where another gateway reads the decoder.
   */
  change(decoderId: string, change: Change): Promise<void> {
    return this.changeInTurn(decoderId, change, () => this.proofsOf([decoderId]));
  }

  /** Notes a fact that does not come from the decoder itself, whichever gateway reads it. */
  note(decoderId: string, change: Change): Promise<void> {
    return this.changeInTurn(decoderId, change, () => []);
  }

  /**
   * Stores the passings that the gateway that reads a decoder is missing: without its lease, and on top of the ledger of
   * then, so that the first to come stores them. `hasHeard`: whether the decoder was in sight since a passing. Resolves to
   * whether it was since the newest kept one. Throws `LedgerMoved` where the other gateway came first.
   */
  fill(
    decoderId: string,
    passings: readonly Passing[],
    hasHeard: (witness: Witness) => boolean,
  ): Promise<boolean> {
    return this.inTurn(async () => {
      await this.readAnew([decoderId]);
      const kept = this.known.get(decoderId);
      if (kept === undefined || !isInSight(kept.ledger, hasHeard)) return false;
      const numbers = new Set<number>();
      for (const { passingNumber: number } of passings)
        if (number !== null && kept.ledger.missing.rangeWith(number) !== undefined) numbers.add(number);
      const lacking = passings.filter(({ passingNumber }) => numbers.has(passingNumber ?? -1));
      const { ledger } = account(proven(kept.ledger), [...numbers], this.nowMs());
      if (ledger !== kept.ledger) await this.keep(lacking, [changeOf(decoderId, kept, ledger)], []);
      const { witness } = ledger;
      const isSeen = witness !== null && hasHeard(witness);
      if (isSeen) this.outOfSight.delete(decoderId);
      return isSeen;
    });
  }

  private changeInTurn(decoderId: string, change: Change, proofs: () => LeaseProof[]): Promise<void> {
    return this.inTurn(async () => {
      await Promise.allSettled(this.underWay);
      try {
        await this.changeKept(decoderId, change, proofs());
      } catch (error) {
        // Another gateway moved the ledger meanwhile: tried once more, from its new state.
        if (!(error instanceof LedgerMoved)) throw error;
        await this.changeKept(decoderId, change, proofs());
      }
    });
  }

  private async changeKept(decoderId: string, change: Change, leases: readonly LeaseProof[]): Promise<void> {
    await this.readAnew([decoderId]);
    const kept = this.known.get(decoderId);
    const isSuspect = this.outOfSight.delete(decoderId);
    const known = kept !== undefined && isSuspect ? suspected(kept.ledger, this.nowMs()) : kept?.ledger;
    const changed = change(known);
    if (changed === undefined || changed === kept?.ledger) return;
    const isBegunAgain = kept !== undefined && changed.epoch !== kept.ledger.epoch;
    const ledger = isBegunAgain ? { ...changed, epochSinceMs: this.nowMs() } : changed;
    try {
      await this.keep([], [changeOf(decoderId, kept, ledger)], leases);
    } catch (error) {
      if (isSuspect) this.outOfSight.add(decoderId);
      throw error;
    }
  }

  /** Resolves when the batch is sent, with the promise of its outcome. */
  private async send(batch: readonly Passing[]): Promise<{ moves: Move[]; kept: Promise<StoreOutcome> }> {
    const numbers = numbersOf(batch);
    const leases = this.proofsOf(new Set(batch.map(({ decoderId }) => decoderId)));
    await this.readAnew([...numbers.keys()].filter((decoderId) => !this.sent.has(decoderId)));
    const moves = Array.from(numbers, ([decoderId, each]) => this.moveFor(decoderId, each, batch));
    const kept = this.keep(
      marked(batch, moves),
      moves.map(({ change }) => change),
      leases,
    );
    this.underWay.add(kept);
    const settled = (): void => void this.underWay.delete(kept);
    kept.then(settled, settled);
    return { moves, kept };
  }

  private tell(decoderId: string, news: LedgerNews, newBelow: number): void {
    const isRepeat = newBelow < news.below.length;
    if (isRepeat) this.repeats.set(decoderId, this.repeatsOf(decoderId) + news.below.length);
    this.listeners.get(decoderId)?.(isRepeat ? { ...news, below: [] } : news);
  }

  private proofsOf(decoderIds: Iterable<string>): LeaseProof[] {
    return Array.from(decoderIds, (decoderId) => {
      const token = this.leases.tokenOf(decoderId);
      if (token === undefined) throw new LeaseLost(`another gateway reads the decoder ${decoderId}`);
      return { decoderId, token };
    });
  }

  private async keep(
    batch: readonly Passing[],
    changes: readonly LedgerChange[],
    leases: readonly LeaseProof[],
  ): Promise<StoreOutcome> {
    for (const { decoderId, from, ledger } of changes)
      this.sent.set(decoderId, { version: from + 1, ledger });
    try {
      const outcome = await this.repository.store(batch, changes, leases);
      for (const { decoderId, from, ledger } of changes)
        this.confirm(decoderId, { version: from + 1, ledger });
      return outcome;
    } catch (error) {
      // Only Redis knows whether the batch was kept, and whether it was set back to an older state.
      for (const { decoderId, before, ledger } of changes) {
        this.known.delete(decoderId);
        this.sent.delete(decoderId);
        // The ledger in Redis may lack the doubt that this change added.
        if (ledger.unproven !== null && before?.unproven == null) this.outOfSight.add(decoderId);
      }
      throw error;
    }
  }

  private moveFor(decoderId: string, numbers: readonly number[], batch: readonly Passing[]): Move {
    const kept = this.sent.get(decoderId);
    const nowMs = this.nowMs();
    const isOutOfSight = this.outOfSight.delete(decoderId);
    const isFilledOddly =
      kept !== undefined &&
      oddFillersIn(batch, decoderId, numbers, kept.ledger).some((each) => !this.recent.has(decoderId, each));
    const isSuspect = kept !== undefined && (isOutOfSight || isFilledOddly);
    const known = isSuspect ? suspected(kept.ledger, nowMs) : kept?.ledger;
    const { ledger: counted, far, below, newest } = account(known, numbers, nowMs);
    const others = below.flatMap((number) => witnessIn(batch, decoderId, number) ?? []);
    // A repeated passing proves no other numbering, wherever the decoder's clock was set meanwhile.
    const odd = others.filter((each) => !this.recent.has(decoderId, each));
    // Before the witness becomes the newest of this batch: `odd` is compared with the former one.
    const held = odd.length === 0 ? counted : arrived(counted, odd, nowMs);
    const witness = newest === undefined ? undefined : witnessIn(batch, decoderId, newest);
    const ledger = witness === undefined ? held : witnessed(held, witness);
    return {
      change: changeOf(decoderId, kept, ledger),
      news: {
        isHoleOpen: ledger.missing.length > 0,
        far,
        below: others,
      },
      newNumbers: numbers.length - below.length,
    };
  }

  private async readAnew(decoderIds: readonly string[]): Promise<void> {
    for (const decoderId of decoderIds) {
      const before = this.confirmed.get(decoderId);
      const kept = await this.repository.ledger(decoderId, this.known.get(decoderId));
      this.compare(decoderId, before, kept);
      this.confirm(decoderId, kept);
      this.sent.set(decoderId, kept);
    }
  }

  private confirm(decoderId: string, kept: KeptLedger | undefined): void {
    this.known.set(decoderId, kept);
    if (kept === undefined) this.confirmed.delete(decoderId);
    else this.confirmed.set(decoderId, kept);
  }

  /** Whether the decoder was out of sight; a store that does not answer may not have heard of it yet. */
  private isSuspect(decoderId: string): boolean {
    return this.outOfSight.has(decoderId) || this.sent.get(decoderId)?.ledger.unproven != null;
  }

  private inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.lastTurn.then(work);
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }

  private nowMs(): number {
    return Math.floor(this.hostClock.nowUs() / 1000);
  }
}
