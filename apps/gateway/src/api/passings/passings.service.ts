import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { TrackTime } from '../../platform/clock/track-time.js';
import { askedFor } from './criteria/asked-passings.js';
import { DEFAULT_LIMIT, type PassingsCriteria } from './criteria/passings.criteria.js';
import { PassingsAnswers } from './reading/passings-answers.js';

/** Answers for the passings that are kept. */
@Injectable()
export class PassingsService {
  constructor(
    private readonly answers: PassingsAnswers,
    private readonly clock: Clock,
    private readonly trackTime: TrackTime,
  ) {}

  /** Returns the answer as bytes of JSON. */
  find(site: string, criteria: PassingsCriteria): Promise<Uint8Array> {
    const limit = criteria.limit ?? DEFAULT_LIMIT;
    return this.answers.ask('passings', site, { ...askedFor(criteria, this.nowMs()), limit });
  }

  /** Time that passings are dated by, so that those of now are in the window. */
  private nowMs(): number {
    return this.trackTime.believedMs(this.clock.nowMs());
  }
}
