import type { TestingModuleBuilder } from '@nestjs/testing';
import { Clock } from '../../apps/gateway/src/platform/clock/clock.js';
import { ExpiryClock } from '../../apps/gateway/src/platform/clock/expiry-clock.js';
import { NOW_MS } from '../e2e/api.fixture.js';

/** A clock that a test moves, for all dates and all expiries. */
export class MovedClock {
  ms = NOW_MS;

  readonly override = (building: TestingModuleBuilder): void => {
    const clock = { nowMs: (): number => this.ms };
    building.overrideProvider(Clock).useValue(clock).overrideProvider(ExpiryClock).useValue(clock);
  };

  /** Runs `act` at another time. */
  async at<Value>(ms: number, act: () => Promise<Value>): Promise<Value> {
    const before = this.ms;
    this.ms = ms;
    try {
      return await act();
    } finally {
      this.ms = before;
    }
  }
}
