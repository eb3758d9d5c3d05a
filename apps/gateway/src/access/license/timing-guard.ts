import { Injectable } from '@nestjs/common';
import { ExpiryClock } from '../../platform/clock/expiry-clock.js';
import { DecoderRegistry } from '../../intake/decoders/decoder-registry.js';
import { isRunning } from '../../intake/decoders/license-gate.js';
import type { FeatureState } from './features.js';
import { activatedIn, type LicenseChange } from './holdings.js';
import { featureState } from './license.js';
import { LicenseStore } from './license-store.js';
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
    private readonly decoders: DecoderRegistry,
    private readonly clock: ExpiryClock,
  ) {}

  /** One change at a time: each is judged by what the one before it left. */
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
    const stopped = this.decoders.all().filter((decoder) => {
      const { kind } = decoder.decoder.address;
      const state = featureState(kind, before, nowMs);
      return (
        isRunning(decoder.state().link, state) && STRENGTH[featureState(kind, after, nowMs)] < STRENGTH[state]
      );
    });
    if (stopped.length > 0) throw wouldStopTiming(stopped.map(({ decoder }) => decoder));
  }
}
