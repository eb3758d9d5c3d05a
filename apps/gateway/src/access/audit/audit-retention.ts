import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../platform/clock/clock.js';
import { HostClockWatch } from '../../platform/clock/host-clock-watch.js';
import { failureWords } from '../../platform/storage/storage-trouble.js';
import { AuditTrail } from './audit-trail.js';

export const AUDIT_DAYS = 400;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Forgets entries that are older than 400 days, and none while the clock of the machine is doubtful. */
@Injectable()
export class AuditRetention {
  private readonly log = new Logger('admin');

  constructor(
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
    private readonly watch: HostClockWatch,
  ) {}

  /** Runs for the first time after an hour, in which a wrong clock is set right. */
  @Interval(HOUR_MS)
  async forgetOld(): Promise<void> {
    if (this.watch.doubt() !== undefined) return;
    try {
      const forgotten = await this.trail.forgetBefore(this.clock.nowMs() - AUDIT_DAYS * DAY_MS);
      if (forgotten > 0)
        this.log.log(`${forgotten} entries of the audit trail are older than ${AUDIT_DAYS} days: forgotten`);
    } catch (error) {
      this.log.debug(`old entries of the audit trail stay for another hour: ${failureWords(error)}`);
    }
  }
}
