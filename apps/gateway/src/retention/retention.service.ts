import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PassingsRepository } from '#passings';
import { Clock } from '../clock/clock.js';
import { GatewayConfig } from '../config/gateway-config.js';
import { failureWords } from '../storage/storage-trouble.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Drops what is older than COACHLINK_RETENTION_DAYS; without it, everything is kept for ever. */
@Injectable()
export class RetentionService {
  private readonly log = new Logger('retention');

  constructor(
    private readonly config: GatewayConfig,
    private readonly repository: PassingsRepository,
    private readonly clock: Clock,
  ) {}

  @Interval(HOUR_MS)
  async forgetOld(): Promise<void> {
    const { retentionDays } = this.config;
    if (retentionDays === undefined) return;
    try {
      const units = await this.repository.forgetBefore((this.clock.nowMs() - retentionDays * DAY_MS) * 1000);
      if (units > 0)
        this.log.log(`dropped what is older than ${retentionDays} days: ${units} times ten minutes`);
    } catch (error) {
      this.log.warn(`old passings stay for another hour: ${failureWords(error)}`);
    }
  }
}
