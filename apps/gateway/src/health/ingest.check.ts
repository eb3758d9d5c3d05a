import { Injectable } from '@nestjs/common';
import { IngestService } from '../ingest/ingest.service.js';
import { ReadinessCheck } from './readiness-check.js';

@Injectable()
export class IngestCheck extends ReadinessCheck {
  readonly subject = 'ingest';

  constructor(private readonly ingest: IngestService) {
    super();
  }

  trouble(): Promise<string | undefined> {
    const { trouble, pending } = this.ingest.state();
    return Promise.resolve(
      trouble === undefined ? undefined : `holds ${pending} passings that the store does not take`,
    );
  }
}
