import { Injectable } from '@nestjs/common';
import { ExpiryClock } from '../../platform/clock/expiry-clock.js';
import type { Feature, FeatureState } from './features.js';
import { activatedIn, type LicenseChange } from './holdings.js';
import { featureState } from './license.js';
import { LicenseStore } from './license-store.js';
import { RunningDecoders } from './running-decoders.js';
import { wouldStopTiming } from './would-stop-timing.js';

const STRENGTH: Readonly<Record<FeatureState, number>> = {
  unknown: 0,
  missing: 0,
  lapsed: 1,
  granted: 2,
};

/** Keeps decoders running: a change of the licences that would stop one is refused, unless it is forced. */
@Injectable()
export class TimingGuard {
  private lastTurn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly licenses: LicenseStore,
    private readonly decoders: RunningDecoders,
    private readonly clock: ExpiryClock,
  ) {}

  /** Makes one change at a time: each is judged by the licences that the one before it left. */
  change<Result>(change: LicenseChange, isForced: boolean, make: () => Promise<Result>): Promise<Result> {
    const turn = this.lastTurn.then(async () => {
      if (!isForced) await this.refuseToStop(change);
      return make();
    });
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }

  private async refuseToStop(change: LicenseChange): Promise<void> {
    const nowMs = this.clock.nowMs();
    const [licenses, seats] = await Promise.all([this.licenses.all(), this.licenses.seats()]);
    const before = activatedIn({ licenses, seats });
    const after = activatedIn(change({ licenses, seats }, nowMs));
    const stateBefore = (feature: Feature): FeatureState => featureState(feature, before, nowMs);
    const stopped = this.decoders
      .runningBy(stateBefore)
      .filter(
        ({ address: { kind } }) => STRENGTH[featureState(kind, after, nowMs)] < STRENGTH[stateBefore(kind)],
      );
    if (stopped.length > 0) throw wouldStopTiming(stopped);
  }
}
