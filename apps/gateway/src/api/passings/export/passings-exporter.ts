import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Clock } from '../../../platform/clock/clock.js';
import { TrackTime } from '../../../platform/clock/track-time.js';
import { askedFor } from '../criteria/asked-passings.js';
import type { ListedPassingsCriteria } from '../criteria/passings.criteria.js';
import { PassingsAnswers } from '../reading/passings-answers.js';
import type { WindowMs } from '../criteria/window.js';
import { codingFor } from '../../../platform/http/content-coding.js';
import { sourceOf } from '../../../platform/http/connections-per-source.js';
import { ClientGone, ExportAnswer } from './export-answer.js';
import { FilesUnderWay } from './files-under-way.js';
import type { ExportFormat } from '../rows/row-formats.js';

/** Answers with all matching passings as a file, row by row as they are read. */
@Injectable()
export class PassingsExporter {
  constructor(
    private readonly answers: PassingsAnswers,
    private readonly clock: Clock,
    private readonly trackTime: TrackTime,
    private readonly underWay: FilesUnderWay,
  ) {}

  async send(
    site: string,
    criteria: ListedPassingsCriteria,
    format: ExportFormat,
    request: Request,
    response: Response,
  ): Promise<void> {
    const asked = askedFor(criteria, this.trackTime.believedMs(this.clock.nowMs()));
    const coding = codingFor(request);
    const headers = {
      ...headersOf(format, asked),
      ...(coding === undefined ? {} : { 'Content-Encoding': coding }),
    };
    response.vary('Accept-Encoding');
    const { limit, tz, bom = false } = criteria;
    const csv = { hasMark: bom, ...(tz === undefined ? {} : { timeZone: tz }) };
    const { mediaType } = format;
    const end = this.underWay.begin(sourceOf(request.socket));
    const file = this.answers.file(site, {
      ...asked,
      mediaType,
      csv,
      ...(limit === undefined ? {} : { limit }),
    });
    try {
      await new ExportAnswer(response, headers, coding).send(file);
    } catch (error) {
      if (!(error instanceof ClientGone)) throw error;
    } finally {
      file.close();
      end();
    }
  }
}

function headersOf({ contentType, extension }: ExportFormat, window: WindowMs): Record<string, string> {
  const name = `passings-${moment(window.startMs)}-${moment(window.endMs)}.${extension}`;
  return { 'Content-Type': contentType, 'Content-Disposition': `attachment; filename="${name}"` };
}

/** Formats ISO 8601 in its short form, without colons: not every file system allows these in names. */
function moment(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.000/g, '');
}
