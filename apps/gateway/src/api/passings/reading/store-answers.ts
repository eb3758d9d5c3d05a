import { PassingsRepository } from '#passings';
import { readingOf } from '../criteria/asked-passings.js';
import { CSV, csvWith, formatOf } from '../rows/row-formats.js';
import { type AskedFile, type FileOfRows, PassingsAnswers } from './passings-answers.js';
import { type Asked, type Found, queryNamed, type QueryName } from './queries/queries.js';
import { StoreFile } from './store-file.js';

/** Read from the repository where it is called. */
export class StoreAnswers extends PassingsAnswers {
  constructor(private readonly repository: PassingsRepository) {
    super();
  }

  override ask<Name extends QueryName>(name: Name, asked: Asked<Name>): Promise<Found<Name>> {
    return queryNamed(name).read(this.repository, asked);
  }

  override file({ mediaType, csv = {}, limit, ...asked }: AskedFile): FileOfRows {
    const format = mediaType === CSV.mediaType ? csvWith(csv) : formatOf(mediaType);
    if (format === undefined) throw new Error(`${mediaType} is no format of an export`);
    const rows = this.repository.read({ ...readingOf(asked), ...(limit === undefined ? {} : { limit }) });
    return new StoreFile(rows, format);
  }
}
