import { isByRtc, type Passing, type Session } from '../domain/passing.js';
import { clockOf, PassingColumns } from '../domain/passing-columns.js';
import { isInput } from '../domain/transponder.js';
import type { DroppedNumber } from '../ledger/dropped-numbers.js';
import {
  type AgedPassings,
  type DroppedNumbers,
  type ForgottenPassings,
  type KeptLedger,
  type KeptNumbersQuery,
  type LedgerChange,
  LedgerMoved,
  type PassingIdentity,
  type PassingPosition,
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
import type { RetentionState } from '../retention/plan-deletion.js';
import { NaiveFeed } from './naive-feed.js';

const UNIT_US = 600_000_000;
const READ_AT_ONCE = 7;

interface Kept {
  readonly passing: Passing;
  readonly at: PassingPosition;
}

/** The contract of `PassingsRepository` in its plainest form, an array and a scan: reference for the real one. */
export class NaivePassingsRepository extends PassingsRepository {
  readonly feed = new NaiveFeed<Kept>((kept) => this.inColumns(kept, kept.length));
  private planned: readonly Redating[] = [];
  private kept: Kept[] = [];
  /** Clock offsets under which each identity is kept. */
  private readonly identities = new Map<string, readonly number[]>();
  private readonly sources: string[] = [];
  private readonly transponders: string[] = [];
  private readonly ledgers = new Map<string, KeptLedger>();
  private readonly clocks = new Map<string, string>();
  private retention: RetentionState | undefined;

  store(batch: readonly Passing[], ledgers: readonly LedgerChange[] = []): Promise<StoreOutcome> {
    const versionOf = (decoderId: string): number => this.ledgers.get(decoderId)?.version ?? 0;
    if (ledgers.some(({ decoderId, from }) => versionOf(decoderId) !== from))
      return Promise.reject(new LedgerMoved('the ledger of a decoder was changed by somebody else'));
    for (const { decoderId, from, ledger } of ledgers)
      this.ledgers.set(decoderId, { version: from + 1, ledger });
    const placed = batch.map((passing) => ({ passing, at: this.place(passing) }));
    let stored = 0;
    for (const entry of byUnit(placed)) {
      if (this.offsetsOf(entry.passing).some((offsetUs) => isOneClock(entry.passing, offsetUs))) continue;
      this.remember(entry.passing);
      this.kept.push(entry);
      this.feed.add(entry);
      stored++;
    }
    return Promise.resolve({ stored, repeated: batch.length - stored });
  }

  redate(changes: readonly Redating[]): Promise<number> {
    let redated = 0;
    const places = changes.map(({ kept }) => this.place(kept));
    const targets = changes.map(({ dated }) => this.place(dated));
    for (const [index, { dated }] of changes.entries()) {
      const [at, to] = [places[index], targets[index]];
      if (at === undefined || to === undefined) continue;
      const found = this.kept.find((each) => isSame(each.at, at));
      if (found === undefined) continue;
      redated++;
      this.forget(found.passing);
      this.remember(dated);
      this.kept = this.kept.filter((each) => each !== found);
      const isThere = this.kept.some((each) => isSame(each.at, to));
      if (isThere) continue;
      // Appended, because passings in the same place are ordered by arrival.
      this.kept.push({ passing: dated, at: to });
      this.feed.add({ passing: dated, at: to });
    }
    return Promise.resolve(redated);
  }

  planRedatings(changes: readonly Redating[]): Promise<void> {
    this.planned = [...changes];
    return Promise.resolve();
  }

  plannedRedatings(): Promise<readonly Redating[]> {
    return Promise.resolve(this.planned);
  }

  ledger(decoderId: string): Promise<KeptLedger | undefined> {
    return Promise.resolve(this.ledgers.get(decoderId));
  }

  /** Never called: the array is never away. */
  whenReopened(): void {
    return;
  }

  find(query: PassingsQuery): Promise<PassingsPage> {
    const matching = this.matching(query);
    const page = matching.slice(0, query.limit);
    return Promise.resolve({
      count: page.length,
      next: matching.length > page.length ? page.at(-1)?.at : undefined,
      passings: () => page.map(({ passing }) => passing),
      columns: () => this.columnsOf(page),
    });
  }

  async *read(query: PassingsReading): AsyncGenerator<PassingColumns> {
    yield* await Promise.resolve(this.columnsOf(this.matching(query).slice(0, query.limit)));
  }

  /** Yields small runs, so that every test has several. */
  private *columnsOf(kept: readonly Kept[]): Generator<PassingColumns> {
    for (let from = 0; from < kept.length; from += READ_AT_ONCE)
      yield this.inColumns(kept.slice(from, from + READ_AT_ONCE), READ_AT_ONCE);
  }

  private inColumns(kept: readonly Kept[], capacity: number): PassingColumns {
    const columns = new PassingColumns(capacity, {
      place: (source) => {
        const [decoderId, loopId] = JSON.parse(this.sources[source - 1] ?? '') as [string, number];
        return { decoderId, loopId };
      },
      transponderId: (transponder) => this.transponders[transponder - 1] ?? null,
    });
    for (const { passing, at } of kept) columns.push(passing, at.source, at.transponder);
    return columns;
  }

  private matching(query: PassingsReading): Kept[] {
    const direction = query.order === 'asc' ? 1 : -1;
    return this.kept
      .filter(({ passing }) => isWithin(query.window, passing.timeUs))
      .filter(
        ({ passing }) => query.transponderId === undefined || passing.transponderId === query.transponderId,
      )
      .filter(({ passing }) => query.decoderId === undefined || passing.decoderId === query.decoderId)
      .filter(({ passing }) => query.loopId === undefined || passing.loopId === query.loopId)
      .sort((a, b) => direction * compare(a.at, b.at))
      .filter(({ at }) => query.after === undefined || direction * compare(at, query.after) > 0);
  }

  sessions(query: SessionsQuery): Promise<SessionsPage> {
    const timesOf = new Map<string, number[]>();
    for (const { passing } of this.kept) {
      const id = passing.transponderId;
      if (id === null || !isWithin(query.window, passing.timeUs)) continue;
      if (query.transponderId !== undefined && id !== query.transponderId) continue;
      if (isInput(id) && query.inputs !== true && query.transponderId === undefined) continue;
      timesOf.set(id, [...(timesOf.get(id) ?? []), passing.timeUs]);
    }
    const all = [...timesOf].flatMap(([transponderId, times]) =>
      split(times, query.gapUs ?? Number.POSITIVE_INFINITY).map((run): Session => ({
        transponderId,
        startMs: Math.floor((run[0] ?? 0) / 1000),
        endMs: Math.floor((run.at(-1) ?? 0) / 1000),
        passingCount: run.length,
      })),
    );
    const isBehind = (session: Session): boolean =>
      query.after === undefined || compareSessions(session, query.after) > 0;
    const matching = all.sort(compareSessions).filter(isBehind);
    const sessions = matching.slice(0, query.limit);
    const last = sessions.at(-1);
    return Promise.resolve({ sessions, next: matching.length > sessions.length ? last : undefined });
  }

  countUnits({ fromUs, untilUs }: TimeWindow): Promise<number> {
    const unitOf = (timeUs: number): number => Math.floor(timeUs / UNIT_US);
    const units = new Set(this.kept.map(({ passing }) => unitOf(passing.timeUs)));
    const within = [...units].filter((unit) => unit >= unitOf(fromUs) && unit <= unitOf(untilUs));
    return Promise.resolve(within.length);
  }

  countActive(window: TimeWindow): Promise<number> {
    const seen = new Set<string>();
    for (const { passing } of this.kept) {
      const id = passing.transponderId;
      if (id !== null && !isInput(id) && isWithin(window, passing.timeUs)) seen.add(id);
    }
    return Promise.resolve(seen.size);
  }

  keptNumbers(query: KeptNumbersQuery): Promise<ReadonlySet<number>> {
    const { decoderId, fromNumber, untilNumber, askedAtMs } = query;
    const numbers = new Set<number>();
    const newestFirst = this.kept
      .filter(({ passing }) => passing.decoderId === decoderId)
      .sort((a, b) => compare(b.at, a.at));
    for (const { passing } of newestFirst) {
      const { passingNumber: number, receivedAtMs } = passing;
      const isYounger = number !== null && number > untilNumber && receivedAtMs >= askedAtMs;
      if (number === null || isYounger) continue;
      if (number < fromNumber || number > untilNumber || numbers.has(number)) break;
      numbers.add(number);
    }
    return Promise.resolve(numbers);
  }

  /** Number and RTC time of each kept passing. */
  private offsetsOf(passing: Passing): readonly number[] {
    return this.identities.get(identityOf(passing)) ?? [];
  }

  private remember(passing: Passing): void {
    this.identities.set(identityOf(passing), [...this.offsetsOf(passing), passing.clockOffsetUs]);
  }

  private forget(passing: Passing): void {
    const others = this.offsetsOf(passing).filter((offsetUs) => !isOneClock(passing, offsetUs));
    this.identities.set(identityOf(passing), others);
  }

  identitiesKept(): string[] {
    return this.kept.map(({ passing }) => `${String(passing.passingNumber)} ${String(passing.rtcTimeUs)}`);
  }

  keptAmong(decoderId: string, passings: readonly PassingIdentity[]): Promise<ReadonlySet<number>> {
    const isKept = ({ number, rtcTimeUs, utcTimeUs }: PassingIdentity): boolean =>
      this.kept.some(
        ({ passing }) =>
          passing.decoderId === decoderId &&
          passing.passingNumber === number &&
          ((rtcTimeUs !== null && passing.rtcTimeUs === rtcTimeUs) ||
            (passing.timeSource === 'utc' && passing.timeUs === utcTimeUs)),
      );
    return Promise.resolve(new Set(passings.filter(isKept).map(({ number }) => number)));
  }

  keptClock(clock: string): Promise<string | undefined> {
    return Promise.resolve(this.clocks.get(clock));
  }

  keepClock(clock: string, text: string): Promise<void> {
    this.clocks.set(clock, text);
    return Promise.resolve();
  }

  /** Returns 0: an array has no memory to give back. */
  compactBefore(): Promise<number> {
    return Promise.resolve(0);
  }

  agedBefore(timeUs: number): Promise<AgedPassings> {
    const units = this.agedUnits(timeUs);
    return Promise.resolve({
      units: units.length,
      passings: units.flat().length,
      keptPassings: this.kept.length,
    });
  }

  async forgetBefore(
    timeUs: number,
    mostUnits: number,
    beforehand: (numbers: DroppedNumbers) => Promise<void>,
  ): Promise<ForgottenPassings> {
    const units = this.agedUnits(timeUs).slice(0, mostUnits);
    const old = new Set(units.flat());
    if (old.size === 0) return { units: 0, passings: 0 };
    const numbers = new Map<string, DroppedNumber[]>();
    for (const { passing } of old) {
      const { decoderId, passingNumber: number, timeUs: at, receivedAtMs } = passing;
      if (number === null) continue;
      numbers.set(decoderId, [...(numbers.get(decoderId) ?? []), { number, timeUs: at, receivedAtMs }]);
    }
    await beforehand(numbers);
    this.kept.splice(0, this.kept.length, ...this.kept.filter((each) => !old.has(each)));
    return { units: units.length, passings: old.size };
  }

  newestReceiptMs(): Promise<number | undefined> {
    const receipts = this.kept.map(({ passing }) => passing.receivedAtMs);
    return Promise.resolve(receipts.length === 0 ? undefined : Math.max(...receipts));
  }

  retentionState(): Promise<RetentionState | undefined> {
    return Promise.resolve(this.retention);
  }

  keepRetentionState(state: RetentionState): Promise<void> {
    this.retention = state;
    return Promise.resolve();
  }

  /** Returns the aged units, oldest first. */
  private agedUnits(timeUs: number): Kept[][] {
    const units = new Map<number, Kept[]>();
    for (const each of this.kept) {
      const unit = Math.floor(each.passing.timeUs / UNIT_US);
      const known = units.get(unit);
      if (known === undefined) units.set(unit, [each]);
      else known.push(each);
    }
    return [...units]
      .sort(([one], [other]) => one - other)
      .filter(([unit]) => (unit + 1) * UNIT_US <= timeUs)
      .map(([, kept]) => kept)
      .filter((kept) => kept.every(({ passing }) => passing.receivedAtMs * 1000 < timeUs));
  }

  highestNumbers(): Promise<ReadonlyMap<string, number | undefined>> {
    const highest = new Map<string, number | undefined>();
    for (const { decoderId, passingNumber } of this.kept.map(({ passing }) => passing)) {
      const known = highest.get(decoderId);
      highest.set(decoderId, passingNumber === null ? known : Math.max(known ?? 0, passingNumber));
    }
    return Promise.resolve(highest);
  }

  takeOut(decoderId: string, isUntrue: (passing: Passing) => boolean): Promise<number> {
    const isTaken = ({ passing }: Kept): boolean => passing.decoderId === decoderId && isUntrue(passing);
    const taken = this.kept.filter(isTaken);
    this.kept.splice(0, this.kept.length, ...this.kept.filter((each) => !isTaken(each)));
    for (const { passing } of taken) this.forget(passing);
    if (!this.kept.some(({ passing }) => passing.decoderId === decoderId)) this.ledgers.delete(decoderId);
    return Promise.resolve(taken.length);
  }

  private place(passing: Passing): PassingPosition {
    const { decoderId, loopId, clockOffsetUs, transponderId, timeUs, passingNumber, timeSource } = passing;
    return {
      timeUs,
      source: numberIn(this.sources, JSON.stringify([decoderId, loopId, clockOffsetUs])),
      passingNumber: passingNumber ?? 0,
      transponder: transponderId === null ? 0 : numberIn(this.transponders, transponderId),
      clock: clockOf(timeSource),
    };
  }
}

function identityOf(passing: Passing): string {
  const { decoderId, passingNumber, transponderId, rtcTimeUs, timeUs, timeSource } = passing;
  const identity = passingNumber ?? `transponder ${String(transponderId)}`;
  const byRtc = isByRtc(passing);
  return JSON.stringify([decoderId, identity, byRtc ? 'rtc' : timeSource, byRtc ? rtcTimeUs : timeUs]);
}

/** A clock without a date has the same time again every day: then a passing without a number is another one. */
const HALF_DAY_US = 43_200_000_000;

function isOneClock(passing: Passing, offsetUs: number): boolean {
  return (
    (passing.passingNumber ?? 0) > 0 ||
    !isByRtc(passing) ||
    Math.abs(passing.clockOffsetUs - offsetUs) <= HALF_DAY_US
  );
}

function isWithin(window: TimeWindow, timeUs: number): boolean {
  return timeUs >= window.fromUs && timeUs <= window.untilUs;
}

function numberIn(dictionary: string[], key: string): number {
  const at = dictionary.indexOf(key);
  return at >= 0 ? at + 1 : dictionary.push(key);
}

/** Whether two places are those of one passing: its number names it, or its transponder where it has none. */
function isSame(one: PassingPosition, other: PassingPosition): boolean {
  const isNumbered = one.passingNumber > 0;
  return compare(one, isNumbered ? { ...other, transponder: one.transponder } : other) === 0;
}

function compare(a: PassingPosition, b: PassingPosition): number {
  return (
    a.timeUs - b.timeUs ||
    a.source - b.source ||
    a.passingNumber - b.passingNumber ||
    a.transponder - b.transponder ||
    a.clock - b.clock
  );
}

function compareSessions(
  a: Pick<Session, 'startMs' | 'transponderId'>,
  b: Pick<Session, 'startMs' | 'transponderId'>,
): number {
  return (
    a.startMs - b.startMs ||
    (a.transponderId < b.transponderId ? -1 : a.transponderId > b.transponderId ? 1 : 0)
  );
}

function split(times: number[], gapUs: number): number[][] {
  const runs: number[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const time of times.sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run === undefined || time - last > gapUs) runs.push([time]);
    else run.push(time);
    last = time;
  }
  return runs;
}

/** Orders a batch unit by unit: of two records of one passing under two offsets the first one is kept. */
function byUnit(placed: readonly Kept[]): Kept[] {
  const unitOf = ({ passing }: Kept): number => Math.floor(passing.timeUs / UNIT_US);
  const units = [...new Set(placed.map(unitOf))];
  return units.flatMap((unit) => placed.filter((each) => unitOf(each) === unit));
}
