import type { Passing } from '#passings';
import { NaivePassingsRepository } from '../../../../../../libs/passings/src/testing/naive-passings.repository.js';
import { HostClockWatch } from '../../../platform/clock/host-clock-watch.js';
import type { TrackTime } from '../../../platform/clock/track-time.js';
import { readEnvironment } from '../../../platform/config/environment.js';
import type { DecoderRegistry } from '../../decoders/decoder-registry.js';
import { Ledgers } from '../../ledger/ledgers.js';
import { SoleGateway } from '../../ledger/testing/sole-gateway.js';
import { RetentionService } from '../retention.service.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
const EVERYTHING = {
  window: { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER },
  order: 'asc',
  limit: 10_000,
} as const;

/** Retention on a plain store and on clocks that a test moves; it can be started repeatedly. */
export class RetentionTrial {
  readonly repository = new NaivePassingsRepository();
  /** The true time, which the clock of the machine is off by `errorMs`. */
  trueMs = Date.UTC(2026, 6, 1, 12, 34, 56);
  errorMs = 0;
  /** Difference of a decoder's own clock from the true time; undefined where no decoder tells its time. */
  decoderErrorMs: number | undefined = undefined;
  private readonly hostClock = { nowUs: () => this.wallMs * 1000 };
  private watch: HostClockWatch | undefined;
  private running: RetentionService | undefined;

  get wallMs(): number {
    return this.trueMs + this.errorMs;
  }

  get service(): RetentionService {
    if (this.running === undefined) throw new Error('it was not started');
    return this.running;
  }

  async start(days: number | undefined): Promise<void> {
    const environment = days === undefined ? {} : { COACHLINK_RETENTION_DAYS: String(days) };
    this.watch = new HostClockWatch(this.hostClock, { nowMs: () => this.trueMs });
    this.running = new RetentionService(
      readEnvironment(environment),
      this.repository,
      new Ledgers(this.repository, this.hostClock, new SoleGateway()),
      { all: () => this.decoders() } as unknown as DecoderRegistry,
      this.hostClock,
      this.watch,
      { aheadUs: 0 } as TrackTime,
    );
    await this.running.onModuleInit();
  }

  /** Lets time go by, with the run of each hour at its end. */
  async hours(count: number): Promise<void> {
    for (let hour = 0; hour < count; hour++) {
      this.trueMs += HOUR_MS;
      await this.run();
    }
  }

  /** Sets the clock of the machine, as its watch sees within a second. */
  set(errorMs: number): void {
    this.errorMs = errorMs;
    this.watch?.look();
  }

  async run(): Promise<void> {
    await this.service.forgetOld();
  }

  async kept(): Promise<readonly Passing[]> {
    return (await this.repository.find(EVERYTHING)).passings();
  }

  private decoders(): readonly unknown[] {
    const { decoderErrorMs, errorMs, wallMs } = this;
    if (decoderErrorMs === undefined) return [];
    const clock = { measuredOffsetUs: (errorMs - decoderErrorMs) * 1000, measuredAtUs: wallMs * 1000 };
    return [{ state: () => ({ clock }) }];
  }
}
