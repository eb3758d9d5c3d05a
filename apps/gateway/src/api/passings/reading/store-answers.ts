import type { Sites } from '#passings';
import { readingOf } from '../criteria/asked-passings.js';
import { CSV, csvWith, formatOf } from '../rows/row-formats.js';
import { type AskedFile, type FileOfRows, PassingsAnswers } from './passings-answers.js';
import { type Asked, type Found, queryNamed, type QueryName } from './queries/queries.js';
import { StoreFile } from './store-file.js';

/** Answers from the repository of the site, in the thread that calls it. */
export class StoreAnswers extends PassingsAnswers {
  constructor(private readonly sites: Sites) {
    super();
  }

  override ask<Name extends QueryName>(name: Name, site: string, asked: Asked<Name>): Promise<Found<Name>> {
    return queryNamed(name).read(this.sites.of(site), asked);
  }

  override file(site: string, { mediaType, csv = {}, limit, ...asked }: AskedFile): FileOfRows {
    const format = mediaType === CSV.mediaType ? csvWith(csv) : formatOf(mediaType);
    if (format === undefined) throw new Error(`${mediaType} is no format of an export`);
    const reading = { ...readingOf(asked), ...(limit === undefined ? {} : { limit }) };
    const rows = this.sites.of(site).read(reading);
    return new StoreFile(rows, format);
  }
}
