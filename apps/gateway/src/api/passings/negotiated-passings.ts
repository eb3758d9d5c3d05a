import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ListedPassingsCriteria, PassingsCriteria } from './criteria/passings.criteria.js';
import { invalidFields } from '../../platform/problems/problem.js';
import { PassingsService } from './passings.service.js';
import { PassingsExporter } from './export/passings-exporter.js';
import { CSV, EXPORT_FORMATS, type ExportFormat, formatOf } from './rows/row-formats.js';

/** Answers in the accepted form: a page of JSON, or all matching passings as a file. */
@Injectable()
export class NegotiatedPassings {
  constructor(
    private readonly passings: PassingsService,
    private readonly exporter: PassingsExporter,
  ) {}

  async answer(
    site: string,
    criteria: ListedPassingsCriteria,
    request: Request,
    response: Response,
  ): Promise<void> {
    response.vary('Accept');
    const format = formatFor(request);
    if (format !== CSV) refuseCsvFields(criteria);
    if (format === undefined) await this.page(site, criteria, response);
    else await this.exporter.send(site, criteria, format, request, response);
  }

  async page(site: string, criteria: PassingsCriteria, response: Response): Promise<void> {
    response.send(await this.passings.find(site, criteria));
  }
}

/** Refuses the parameters of a CSV with another form. */
function refuseCsvFields({ tz, bom }: ListedPassingsCriteria): void {
  const given = Object.entries({ tz, bom }).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  const message = 'is for CSV alone: ask with Accept: text/csv, or leave it out';
  throw invalidFields(given.map(([field]) => ({ field, message })));
}

/** Picks the form; JSON where it is accepted equally, and where no form is acceptable. */
function formatFor(request: Request): ExportFormat | undefined {
  const accepted = request.accepts(['application/json', ...EXPORT_FORMATS.map(({ mediaType }) => mediaType)]);
  return accepted === false ? undefined : formatOf(accepted);
}
