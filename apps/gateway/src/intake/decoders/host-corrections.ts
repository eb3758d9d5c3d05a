import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Passing, PassingsRepository, type Redating } from '#passings';
import { type TimeCorrection, TrackTime } from '../../platform/clock/track-time.js';
import { IngestService } from '../ingest/ingest.service.js';
import type { DecoderPipeline } from './decoder-pipeline.js';
import { DecoderRegistry } from './decoder-registry.js';
import { redatedPassing } from './redated-passing.js';

const PAGE = 1000;
/** Passings redated in one script: Redis serves no other command meanwhile. */
const MOST_AT_ONCE = 100;
const RETRY_MS = 500;
const NOT_MEASURED: ReadonlySet<number> = new Set();

/** Changes the believed time, and corrects in the same moment all times noted and stored by the former one. */
@Injectable()
export class HostCorrections {
  private readonly ended = new AbortController();
  private resumed: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly trackTime: TrackTime,
    private readonly registry: DecoderRegistry,
    private readonly ingest: IngestService,
    private readonly repository: PassingsRepository,
  ) {}

  /** Carries on the redating that an earlier run left unfinished; resolves to the count of redated passings per decoder. */
  resume(): Promise<ReadonlyMap<string, number>> {
    const resumed = this.untilDone(() => this.repository.plannedRedatings()).then((changes) =>
      this.carryOut(changes),
    );
    this.resumed = resumed.catch(() => undefined);
    return resumed;
  }

  stop(): void {
    this.ended.abort();
  }

  /**
   * Resolves to the count of redated passings per decoder. `slept`: this machine was asleep, and these are the decoders whose
   * clocks seemed to have moved; undefined where its clock was wrong since the start.
   */
  async apply(byUs: number, slept?: readonly DecoderPipeline[]): Promise<ReadonlyMap<string, number>> {
    let counts: ReadonlyMap<string, number> = new Map();
    const redated = this.redatingBy(byUs, slept !== undefined);
    // With the clock set back, passings of after the step could not be told from those of before: storing pauses first.
    const isAtOnce = byUs > 0 || slept !== undefined;
    let correction = isAtOnce ? this.move(byUs, slept) : undefined;
    await this.ingest.hold(
      () => {
        const wrong = (correction ??= this.move(byUs, slept));
        return (passing) => (isNotedIn(passing, wrong) ? redated(passing) : passing);
      },
      async () => {
        const { window } = this.ingest.taken;
        if (correction === undefined || window === undefined) return;
        await this.resumed;
        const changes = await this.changesIn(window, correction, redated);
        await this.untilDone(() => this.repository.planRedatings(changes));
        counts = await this.carryOut(changes);
        this.ingest.taken.moved(byUs);
      },
    );
    return counts;
  }

  private move(byUs: number, slept: readonly DecoderPipeline[] | undefined): TimeCorrection {
    const correction = slept === undefined ? this.trackTime.move(byUs) : this.trackTime.wake();
    for (const decoder of this.registry.all()) {
      if (slept === undefined) decoder.hostMoved(byUs, correction.fromUs);
      else decoder.woke(byUs, slept.includes(decoder));
    }
    return correction;
  }

  /** Returns the function that dates passings anew, by how their decoders were dated before. */
  private redatingBy(byUs: number, isAsleep: boolean): (passing: Passing) => Passing {
    const measured = new Map(
      this.registry.all().map((each) => [each.decoder.decoderId, each.conversation.clock.measuredHere]),
    );
    return (passing) =>
      redatedPassing(passing, byUs, {
        measured: (isAsleep ? undefined : measured.get(passing.decoderId)) ?? NOT_MEASURED,
        isAsSent: this.registry.find(passing.decoderId)?.clock.source === 'as_sent',
      });
  }

  /**
   * Finds the stored passings to redate. All are read before the first is redated: one that was moved can lie where others
   * do.
   */
  private changesIn(
    window: { readonly fromUs: number; readonly untilUs: number },
    wrong: TimeCorrection,
    redated: (passing: Passing) => Passing,
  ): Promise<readonly Redating[]> {
    return this.untilDone(async () => {
      const found: Redating[] = [];
      const query = { window, order: 'asc', limit: PAGE } as const;
      for (let page = await this.repository.find(query); ;) {
        const ours = page.passings().filter((each) => isNotedIn(each, wrong) && this.ingest.taken.has(each));
        found.push(...ours.map((kept) => ({ kept, dated: redated(kept) })));
        if (page.next === undefined) return found;
        page = await this.repository.find({ ...query, after: page.next });
      }
    });
  }

  /** Carries out the planned redatings; a second run leaves finished ones as they are. */
  private async carryOut(changes: readonly Redating[]): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (let from = 0; from < changes.length; from += MOST_AT_ONCE)
      await this.untilDone(() => this.repository.redate(changes.slice(from, from + MOST_AT_ONCE)));
    if (changes.length > 0) await this.untilDone(() => this.repository.planRedatings([]));
    for (const { kept } of changes) counts.set(kept.decoderId, (counts.get(kept.decoderId) ?? 0) + 1);
    return counts;
  }

  /** Repeats `work` until the store takes it; each `work` leaves finished changes as they are. */
  private async untilDone<Done>(work: () => Promise<Done>): Promise<Done> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (this.ended.signal.aborted) throw error;
        await delay(RETRY_MS, undefined, { ref: false });
      }
    }
  }
}

function isNotedIn({ receivedAtMs }: Passing, { fromUs, untilUs }: TimeCorrection): boolean {
  return receivedAtMs >= Math.floor(fromUs / 1000) && receivedAtMs <= Math.floor(untilUs / 1000);
}
