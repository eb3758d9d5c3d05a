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
  /** Numbers that were looked at; null where the decoder has none. */
  readonly from_number: number | null;
  readonly until_number: number | null;
  /** The decoder has older numbers that were not looked at. */
  readonly cut: boolean;
  /** Numbers whose passing on the decoder was compared with the one that is kept. */
  readonly compared: number;
  /** Kept with another passing than the decoder has under that number: its numbers began again, and nobody knew. */
  readonly differing: number;
  readonly missing: number;
  readonly recovered: number;
  /** Missing here, and not on the decoder either. */
  readonly empty: number;
  /** Missing, and not known to be on the decoder or not: the audit ended before. */
  readonly unresolved: number;
  readonly requests: number;
}

export interface AuditFinding {
  readonly report: AuditReport | null;
  /** Why it ended before its end. */
  readonly error: unknown;
}

const STORE_TIMEOUT_MS = 5000;
const AUDIT_TIMEOUT_MS = 30_000;
/** Passings below the lowest number looked at that may lie among those above: times and numbers differ a little. */
const MARGIN = 1000;

/** Not the decoder's fault: what it sent cannot be stored, or what is stored cannot be read. */
export class StoreAway extends Error {}

/**
 * Compares what a decoder has with what is kept, and has it send again what is missing. The passings themselves go
 * the ordinary way; here only their numbers are counted, and none before Redis has it.
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
      // What was read before that answer shall not count as missing only because it is still on its way.
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

  /** Where a few passings are not those that are kept, all of them are compared, and the ledger begins again. */
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

  /** What retention dropped was kept, and is not fetched back. */
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

/** Ends at the first block that goes wrong: what was found until then is told all the same. */
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
