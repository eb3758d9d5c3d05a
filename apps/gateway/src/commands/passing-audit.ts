import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import {
  type AuditPlan,
  type HostClock,
  newestOf,
  type NumberRange,
  p3Requests,
  type P3RecordOf,
  planAudit,
  RequestError,
  resendBlock,
} from '#decoder';
import { TrackTime } from '../clock/track-time.js';
import { PassingsRepository } from '#passings';
import type { ConnectedDecoder } from '../decoders/connected-decoder.js';

export interface AuditReport {
  /** Numbers that were looked at; null where the decoder has none. */
  readonly from_number: number | null;
  readonly until_number: number | null;
  /** The decoder has older numbers that were not looked at. */
  readonly cut: boolean;
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

const SESSION_TIMEOUT_MS = 2000;
const STORE_TIMEOUT_MS = 5000;
const AUDIT_TIMEOUT_MS = 30_000;
/** Between the end of one block and the next RESEND: never more than five requests in a second. */
const PAUSE_MS = 200;
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
    @Inject(TrackTime) private readonly hostClock: HostClock,
  ) {}

  async run(decoder: ConnectedDecoder): Promise<AuditFinding> {
    try {
      const askedAtMs = Math.floor(this.hostClock.nowUs() / 1000);
      const { onDecoder, wireId } = await askSession(decoder);
      // What was read before that answer shall not count as missing only because it is still on its way.
      await stored(decoder);
      const plan = planAudit(onDecoder, await this.kept(decoder, onDecoder, askedAtMs));
      return await fetchMissing(decoder, plan, wireId);
    } catch (error) {
      return { report: null, error };
    }
  }

  private kept(
    { decoder }: ConnectedDecoder,
    onDecoder: NumberRange,
    askedAtMs: number,
  ): Promise<ReadonlySet<number>> {
    return this.repository.keptNumbers({
      decoderId: decoder.decoderId,
      fromNumber: Math.max(onDecoder.from, newestOf(onDecoder).from - MARGIN),
      untilNumber: onDecoder.until,
      askedAtMs,
    });
  }
}

async function askSession(
  decoder: ConnectedDecoder,
): Promise<{ onDecoder: NumberRange; wireId: number | undefined }> {
  const answer = await decoder.conversation.request('SESSION', p3Requests.session, SESSION_TIMEOUT_MS);
  const { firstNumber = 0, lastNumber, decoderId } = (answer as P3RecordOf<'SESSION'>).fields;
  if (lastNumber === undefined)
    throw new RequestError('refused', 'the decoder did not tell its last passing number');
  return { onDecoder: { from: firstNumber, until: lastNumber }, wireId: decoderId };
}

/** Ends at the first block that goes wrong: what was found until then is told all the same. */
async function fetchMissing(
  decoder: ConnectedDecoder,
  plan: AuditPlan,
  wireId: number | undefined,
): Promise<AuditFinding> {
  const endMs = performance.now() + AUDIT_TIMEOUT_MS;
  let heard = 0;
  let empty = 0;
  let requests = 0;
  let error: unknown;
  for (const block of plan.blocks) {
    if (performance.now() > endMs) error = tookTooLong();
    else {
      if (requests > 0) await delay(PAUSE_MS);
      requests++;
      const resent = await resendBlock(decoder.conversation, block, plan.missing, wireId);
      heard += resent.heard.size;
      error = resent.trouble;
      if (error === undefined) empty += missingIn(block, plan) - resent.heard.size;
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
  return { report: reportOf(plan, { recovered, empty, requests }), error };
}

function reportOf(
  { range, missing, isCut }: AuditPlan,
  { recovered, empty, requests }: Pick<AuditReport, 'recovered' | 'empty' | 'requests'>,
): AuditReport {
  const isEmpty = range.until < range.from;
  return {
    from_number: isEmpty ? null : range.from,
    until_number: isEmpty ? null : range.until,
    cut: isCut,
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
async function stored(decoder: ConnectedDecoder): Promise<void> {
  const late = delay(STORE_TIMEOUT_MS, false, { ref: false });
  if (await Promise.race([decoder.untilStored(), late])) return;
  throw new StoreAway(
    'the store does not take passings at the moment: those that came are stored when it does',
  );
}
