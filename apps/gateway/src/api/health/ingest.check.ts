import { Injectable } from '@nestjs/common';
import { IngestService } from '../../intake/ingest/ingest.service.js';
import { ReadinessCheck, type ReadinessTrouble } from './readiness-check.js';

@Injectable()
export class IngestCheck extends ReadinessCheck {
  readonly subject = 'ingest';

  constructor(private readonly ingest: IngestService) {
    super();
  }

  override trouble(): ReadinessTrouble | undefined {
    const { trouble, pending } = this.ingest.state();
    if (trouble === undefined) return undefined;
    return { name: trouble, message: `Passings that wait here for the storage: ${pending}.` };
  }
}
