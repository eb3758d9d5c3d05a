import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PassingsRepository } from '#passings';
import { Clock } from '../../platform/clock/clock.js';
import { failureWords } from '../../platform/storage/storage-trouble.js';

const MINUTE_MS = 60_000;

/** Gives back the memory that the store took to let a chunk grow, soon after its ten minutes are over; digests days. */
@Injectable()
export class CompactionService {
  private readonly log = new Logger('compaction');

  constructor(
    private readonly repository: PassingsRepository,
    private readonly clock: Clock,
  ) {}

  @Interval(MINUTE_MS)
  async compact(): Promise<void> {
    try {
      await this.repository.compactBefore((this.clock.nowMs() - MINUTE_MS) * 1000);
    } catch (error) {
      this.log.debug(`memory is given back later: ${failureWords(error)}`);
    }
  }
}
