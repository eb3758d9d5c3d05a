import { Injectable } from '@nestjs/common';
import { troubleSentences } from '../../platform/storage/storage-trouble.js';
import { StorageWatch } from '../../platform/storage/storage-watch.js';
import { ReadinessCheck, type ReadinessTrouble } from './readiness-check.js';

@Injectable()
export class RedisCheck extends ReadinessCheck {
  readonly subject = 'redis';

  constructor(private readonly storage: StorageWatch) {
    super();
  }

  /** The log tells more: addresses and replies are not for every client that may ask for health. */
  override trouble(): ReadinessTrouble | undefined {
    const trouble = this.storage.trouble();
    if (trouble !== undefined) return { name: trouble, message: troubleSentences(trouble) };
    const unconfirmed = this.storage.unconfirmed();
    return unconfirmed === undefined
      ? undefined
      : { name: 'unconfirmed', message: unconfirmed, isBearable: true };
  }
}
