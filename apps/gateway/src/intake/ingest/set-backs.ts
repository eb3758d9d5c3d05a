import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { RepeatedTask } from '../../platform/clock/repeated-task.js';
import { Ledgers } from '../ledger/ledgers.js';
import { failureWords } from '../../platform/storage/storage-trouble.js';
import { Replicas } from '../../platform/storage/replicas.js';
import { IngestService } from './ingest.service.js';

const LOOK_PERIOD_MS = 1000;

/**
 * Gives a server that took over the passings that it lacks: from memory those that no replica had confirmed, from the
 * decoders those that it had confirmed and lost.
 */
@Injectable()
export class SetBacks implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('ingest');
  private readonly looking = new RepeatedTask(() => this.look(), LOOK_PERIOD_MS);

  constructor(
    replicas: Replicas,
    private readonly ledgers: Ledgers,
    ingest: IngestService,
  ) {
    replicas.passings.onOtherHistory(() => {
      ledgers.doubt();
      ingest.storeAgain();
    });
  }

  onApplicationBootstrap(): void {
    void this.looking.start();
  }

  onApplicationShutdown(): void {
    this.looking.stop();
  }

  private async look(): Promise<void> {
    if (!this.ledgers.isDoubtful) return;
    try {
      await this.ledgers.lookBack();
    } catch (error) {
      this.log.debug(`the ledgers in the storage are not compared yet: ${failureWords(error)}`);
    }
  }
}
