import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ExpiryClock } from '../../platform/clock/expiry-clock.js';
import { type Feature, Features, type FeatureState } from './features.js';
import { activatedIn } from './holdings.js';
import { featureState, type License } from './license.js';
import { LicenseStore } from './license-store.js';

const PERIOD_MS = 500;

/** The licences that are activated on the devices of this gateway, looked at twice a second. */
@Injectable()
export class LicensedFeatures extends Features implements OnModuleInit, OnModuleDestroy {
  /** Undefined until the first successful read. */
  private activated: readonly License[] | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: LicenseStore,
    private readonly clock: ExpiryClock,
  ) {
    super();
  }

  async onModuleInit(): Promise<void> {
    await this.lookRegularly();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  override stateOf(feature: Feature): FeatureState {
    return this.activated === undefined
      ? 'unknown'
      : featureState(feature, this.activated, this.clock.nowMs());
  }

  async look(): Promise<void> {
    const [licenses, seats] = await Promise.all([this.store.all(), this.store.seats()]);
    this.activated = activatedIn({ licenses, seats });
  }

  private async lookRegularly(): Promise<void> {
    // While the store is away, the last licences read stay in force; the connection logs why it is away.
    const again = (): void => {
      this.timer = setTimeout(() => void this.look().then(again, again), PERIOD_MS).unref();
    };
    await this.look().then(again, again);
  }
}
