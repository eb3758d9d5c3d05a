import { Inject, Injectable } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { STORE_CONNECTIONS } from '../storage/storage.module.js';
import { ReadinessCheck } from './readiness-check.js';

@Injectable()
export class RedisCheck extends ReadinessCheck {
  readonly subject = 'redis';

  constructor(@Inject(STORE_CONNECTIONS) private readonly connections: StoreConnections) {
    super();
  }

  async trouble(): Promise<string | undefined> {
    try {
      await this.connections.reader.ping();
      return undefined;
    } catch {
      // Why is in the log of the connection: addresses and replies are nothing for whoever may ask for health.
      return 'does not answer PING';
    }
  }
}
