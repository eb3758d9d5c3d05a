import { failureWords } from '../../platform/storage/storage-trouble.js';
import { Logger } from '@nestjs/common';
import { type DatingCandidate, datesByOrder } from '#decoder';
import { isByRtc, type Passing, type PassingsRepository, type Redating } from '#passings';
import type { DecoderPipeline } from './decoder-pipeline.js';
import type { UnsettledSpan } from './unsettled-times.js';

const PAGE = 1000;
/** Passings redated in one script: Redis serves no other command meanwhile. */
const MOST_AT_ONCE = 100;
/** Least delay of a passing that did not come at once. */
const LATE_US = 2_000_000;

/** A passing with its possible times. */
interface Placed {
  readonly passing: Passing;
  readonly candidates: readonly DatingCandidate[];
}

/**
 * Dates late passings once more when all are there: the order of the numbers tells on which side of the setting of the
 * decoder's clock a passing lies. Passings that it does not settle stay marked.
 */
export class TimeSettlement {
  private readonly log: Logger;
  private isRunning = false;

  constructor(
    private readonly connected: DecoderPipeline,
    private readonly repository: PassingsRepository,
  ) {
    this.log = new Logger(`decoder ${connected.decoder.decoderId}`);
  }

  /** Never rejects: passings that could not be settled stay marked until the next call. */
  async settle(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      if (!(await this.connected.untilStored())) return;
      const span = this.connected.unsettled.take();
      if (span !== undefined) await this.settleIn(span);
    } catch (error) {
      this.log.warn(`the times of passings that came late are not settled: ${failureWords(error)}`);
    } finally {
      this.isRunning = false;
    }
  }

  private async settleIn(span: UnsettledSpan): Promise<void> {
    const passings = await this.passingsIn(span);
    const changes = [
      ...this.byOrder(passings, span.isOfEarlierRun),
      ...this.byReceipt(passings),
      ...this.bySetting(passings),
    ];
    for (let from = 0; from < changes.length; from += MOST_AT_ONCE)
      await this.repository.redate(changes.slice(from, from + MOST_AT_ONCE));
    const datedOf = new Map(changes.map(({ kept, dated }) => [kept, dated]));
    // Passings whose times are certain need not be looked at again with the next ones.
    if (!passings.some((each) => (datedOf.get(each) ?? each).isTimeDoubtful))
      this.connected.unsettled.forget();
    const doubtful = changes.filter(({ dated }) => dated.isTimeDoubtful).length;
    if (doubtful > 0)
      this.log.warn(
        `${doubtful} passings that came late may be timed before its clock was set or after that: they are marked ` +
          'time_doubtful',
      );
  }

  private byOrder(passings: readonly Passing[], isOfEarlierRun: boolean): Redating[] {
    const placed = passings
      .filter(({ timeSource, isNumberDoubtful }) => timeSource === 'rtc' && !isNumberDoubtful)
      .toSorted((a, b) => (a.passingNumber ?? 0) - (b.passingNumber ?? 0) || a.receivedAtMs - b.receivedAtMs)
      .map((passing) => ({ passing, candidates: this.candidatesOf(passing) }))
      .filter(({ candidates }) => candidates.length > 0);
    const told = datesByOrder(placed.map(({ candidates }) => candidates));
    if (told === undefined && isOfEarlierRun) return [];
    if (told === undefined) return placed.flatMap(({ passing }) => this.doubted(passing));
    return placed.flatMap((each, at) => settled(each, told[at] ?? []));
  }

  private candidatesOf(passing: Passing): DatingCandidate[] {
    const { rtcTimeUs, passingNumber, timeUs, receivedAtMs, clockOffsetUs } = passing;
    const { clock } = this.connected.conversation;
    if (rtcTimeUs === null || passingNumber === null) return [];
    if (!passing.isTimeDoubtful) return [{ era: Math.max(0, clock.eraOf(clockOffsetUs)), timeUs }];
    return clock
      .possible({ rtcTimeUs, number: passingNumber, receivedAtUs: receivedAtMs * 1000, isAsked: true })
      .map(({ era, offsetUs }) => ({ era, timeUs: rtcTimeUs + offsetUs }));
  }

  /**
   * Marks a late passing: no order of the numbers is possible, so that the clock was set unseen and any passing may be wrong.
   */
  private doubted(passing: Passing): Redating[] {
    const isLate = passing.receivedAtMs * 1000 - passing.timeUs > LATE_US;
    if (passing.isTimeDoubtful || !isLate) return [];
    return [{ kept: passing, dated: { ...passing, isTimeDoubtful: true } }];
  }

  /** Dates the passings that came before the clock's relation was known from receipts. */
  private byReceipt(passings: readonly Passing[]): Redating[] {
    const { clock } = this.connected;
    return passings
      .filter(({ timeSource }) => timeSource === 'received' || timeSource === 'rtc')
      .flatMap((kept) => {
        const { rtcTimeUs, receivedAtMs } = kept;
        if (rtcTimeUs === null || clock.source !== 'from_receipt') return [];
        const arrival = { rtcTimeUs, number: undefined, receivedAtUs: receivedAtMs * 1000, isAsked: true };
        const dating = clock.date(arrival);
        if (dating?.isEstimated !== true) return [];
        const timeUs = rtcTimeUs + dating.offsetUs;
        return [
          { kept, dated: { ...kept, timeUs, timeSource: 'estimated', clockOffsetUs: dating.offsetUs } },
        ];
      });
  }

  /** Marks passings of a clock that is taken as it is, where they may be timed by its former setting. */
  private bySetting(passings: readonly Passing[]): Redating[] {
    return passings.flatMap((kept) => {
      const { timeSource, rtcTimeUs, timeUs, receivedAtMs } = kept;
      if (timeSource !== 'rtc' || rtcTimeUs !== timeUs) return [];
      const alternativeTimeUs = this.connected.clock.otherTimeUs(rtcTimeUs, receivedAtMs * 1000) ?? null;
      if (alternativeTimeUs === null || kept.alternativeTimeUs === alternativeTimeUs) return [];
      return [{ kept, dated: { ...kept, isTimeDoubtful: true, alternativeTimeUs } }];
    });
  }

  private async passingsIn({ window, receivedFromMs }: UnsettledSpan): Promise<Passing[]> {
    const { decoderId } = this.connected.decoder;
    const found: Passing[] = [];
    const query = { window, order: 'asc', limit: PAGE, decoderId } as const;
    for (let page = await this.repository.find(query); ;) {
      found.push(
        ...page.passings().filter((each) => each.receivedAtMs >= receivedFromMs && each.rtcTimeUs !== null),
      );
      if (page.next === undefined) return found;
      page = await this.repository.find({ ...query, after: page.next });
    }
  }
}

function settled({ passing, candidates }: Placed, left: readonly DatingCandidate[]): Redating[] {
  const [only] = left;
  // A marked passing with one candidate was marked by `doubted`.
  if (!passing.isTimeDoubtful || candidates.length === 1 || only === undefined || !isByRtc(passing))
    return [];
  const timeUs = left.at(-1)?.timeUs ?? only.timeUs;
  const isTimeDoubtful = left.length > 1;
  const alternativeTimeUs = isTimeDoubtful ? (left.at(-2)?.timeUs ?? null) : null;
  const clockOffsetUs = timeUs - (passing.rtcTimeUs ?? 0);
  const dated = { ...passing, timeUs, clockOffsetUs, isTimeDoubtful, alternativeTimeUs };
  const isSame =
    !isTimeDoubtful === !passing.isTimeDoubtful &&
    timeUs === passing.timeUs &&
    alternativeTimeUs === passing.alternativeTimeUs;
  return isSame ? [] : [{ kept: passing, dated }];
}
