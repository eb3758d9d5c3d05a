import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import {
  type AuditPlan,
  type HostClock,
  newestOf,
  type NumberRange,
  planAudit,
  RequestError,
} from '#decoder';
import { beginAgain, type DecoderSession, droppedIn, PassingsRepository } from '#passings';
import { Alarms } from '../../intake/alarms/alarms.js';
import { TrackTime } from '../../platform/clock/track-time.js';
import { Ledgers } from '../../intake/ledger/ledgers.js';
import type { DecoderPipeline } from '../../intake/decoders/decoder-pipeline.js';
import { beganAgainWords } from '../../intake/recovery/numbering-words.js';
import { type Comparison, comparedWithKept, samplesOf, wholeOf } from './kept-as-sent.js';

export interface AuditReport {
  /** First and last number looked at; null where the decoder has none. */
  readonly from_number: number | null;
  readonly until_number: number | null;
  /** The decoder has older numbers that were not looked at. */
  readonly cut: boolean;
  /** Numbers whose passing on the decoder was compared with the kept one. */
  readonly compared: number;
  /** Numbers kept with another passing than the decoder has: the numbers began again unnoticed. */
  readonly differing: number;
  readonly missing: number;
  readonly recovered: number;
  /** Numbers missing here, and not on the decoder either. */
  readonly empty: number;
  /** Missing numbers that may be on the decoder or not: the audit ended before. */
  readonly unresolved: number;
  readonly requests: number;
}

export interface AuditFinding {
  readonly report: AuditReport | null;
  /** Why the audit ended early. */
  readonly error: unknown;
}

const STORE_TIMEOUT_MS = 5000;
const AUDIT_TIMEOUT_MS = 30_000;
/** Numbers below the lowest audited one whose passings are searched too: order by time and by number differ a little. */
const MARGIN = 1000;

/** An error of the store, not of the decoder: passings cannot be stored, or stored ones cannot be read. */
export class StoreAway extends Error {}

/**
 * Compares a decoder's passings with the kept ones, and has missing ones sent again. The passings go the ordinary way; the
 * audit counts their numbers, and only once Redis has them.
 */
@Injectable()
export class PassingAudit {
  constructor(
    private readonly repository: PassingsRepository,
    private readonly ledgers: Ledgers,
    private readonly alarms: Alarms,
    @Inject(TrackTime) private readonly hostClock: HostClock,
  ) {}

  async run(decoder: DecoderPipeline): Promise<AuditFinding> {
    try {
      const askedAtMs = Math.floor(this.hostClock.nowUs() / 1000);
      const session = await decoder.dialogue.askSession();
      // Passings read before the answer must not count as missing because they are on their way to Redis.
      await stored(decoder);
      const onDecoder = { from: session.firstNumber, until: session.lastNumber };
      const kept = await this.kept(decoder, onDecoder, askedAtMs);
      const comparison = await this.compare(decoder, session, kept);
      const plan = planAudit(onDecoder, comparison.differing > 0 ? comparison.kept : kept);
      return await fetchMissing(decoder, plan, comparison);
    } catch (error) {
      return { report: null, error };
    }
  }

  /** Compares samples; where one differs from the kept passings, all are compared, and the ledger begins again. */
  private async compare(
    { decoder: { decoderId }, dialogue }: DecoderPipeline,
    session: DecoderSession,
    kept: ReadonlySet<number>,
  ): Promise<Comparison> {
    const { repository, ledgers } = this;
    const wireId = session.numbering.wireId ?? undefined;
    const range = newestOf({ from: session.firstNumber, until: session.lastNumber });
    const before = ledgers.latest(decoderId);
    const dropped = new Set(before === undefined ? [] : droppedIn(before, range));
    const known = new Set([...kept].filter((number) => !dropped.has(number)));
    const compared = { dialogue, decoderId, wireId, repository };
    const some = await comparedWithKept(compared, samplesOf(range), known);
    if (some.differing === 0) return some;
    const all = await comparedWithKept(compared, wholeOf(range), known);
    const nowMs = Math.floor(this.hostClock.nowUs() / 1000);
    let isBegunHere = false as boolean;
    await ledgers.change(decoderId, (ledger) => {
      // Recovery may have found the same meanwhile.
      isBegunHere = ledger !== undefined && ledger.epoch === before?.epoch;
      return isBegunHere && ledger ? beginAgain(ledger, session, nowMs) : ledger;
    });
    const now = ledgers.latest(decoderId);
    if (isBegunHere && before !== undefined && now !== undefined)
      this.alarms.raise(decoderId, 'numbers_began_again', beganAgainWords(before, now));
    return all;
  }

  /** Returns the kept numbers, with those that retention dropped: these were kept, and are not fetched back. */
  private async kept(
    { decoder: { decoderId } }: DecoderPipeline,
    onDecoder: NumberRange,
    askedAtMs: number,
  ): Promise<ReadonlySet<number>> {
    const { from } = newestOf(onDecoder);
    const kept = await this.repository.keptNumbers({
      decoderId,
      fromNumber: Math.max(onDecoder.from, from - MARGIN),
      untilNumber: onDecoder.until,
      askedAtMs,
    });
    const ledger = this.ledgers.latest(decoderId);
    const dropped = ledger === undefined ? [] : droppedIn(ledger, { from, until: onDecoder.until });
    return new Set([...kept, ...dropped]);
  }
}

/** Fetches the missing blocks up to the first one that fails: the passings found until then are reported all the same. */
async function fetchMissing(
  decoder: DecoderPipeline,
  plan: AuditPlan,
  comparison: Comparison,
): Promise<AuditFinding> {
  const wireId = decoder.state().session?.decoderId;
  const endMs = performance.now() + AUDIT_TIMEOUT_MS;
  let heard = 0;
  let empty = 0;
  let requests = 0;
  let error: unknown;
  for (const block of plan.blocks) {
    if (performance.now() > endMs) error = tookTooLong();
    else {
      requests++;
      const { sent, trouble } = await decoder.dialogue.fetch(block, plan.missing, wireId);
      const came = new Set(sent.map(({ number }) => number).filter((number) => plan.missing.has(number)));
      heard += came.size;
      error = trouble;
      if (error === undefined) empty += missingIn(block, plan) - came.size;
    }
    if (error !== undefined) break;
  }
  let recovered = heard;
  try {
    await stored(decoder);
  } catch (reason) {
    error ??= reason;
    recovered = 0;
  }
  return { report: reportOf(plan, comparison, { recovered, empty, requests }), error };
}

function reportOf(
  { range, missing, isCut }: AuditPlan,
  { compared, differing }: Comparison,
  { recovered, empty, requests }: Pick<AuditReport, 'recovered' | 'empty' | 'requests'>,
): AuditReport {
  const isEmpty = range.until < range.from;
  return {
    from_number: isEmpty ? null : range.from,
    until_number: isEmpty ? null : range.until,
    cut: isCut,
    compared,
    differing,
    missing: missing.size,
    recovered,
    empty,
    unresolved: missing.size - recovered - empty,
    requests,
  };
}

function missingIn({ from, until }: NumberRange, { missing }: AuditPlan): number {
  let count = 0;
  for (let number = from; number <= until; number++) if (missing.has(number)) count++;
  return count;
}

function tookTooLong(): RequestError {
  return new RequestError(
    'unanswered',
    'the decoder took too long to send all of it: run the audit again for the rest',
  );
}

/** Resolves when all that the decoder sent until now is in Redis. */
async function stored(decoder: DecoderPipeline): Promise<void> {
  const late = delay(STORE_TIMEOUT_MS, false, { ref: false });
  if (await Promise.race([decoder.untilStored(), late])) return;
  throw new StoreAway(
    'the store does not take passings at the moment: those that came are stored when it does',
  );
}
