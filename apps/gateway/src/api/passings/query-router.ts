import { Injectable } from '@nestjs/common';
import { Sites } from '#passings';
import { LongReads } from './reading/long/long-reads.js';
import { type AskedFile, type FileOfRows, PassingsAnswers } from './reading/passings-answers.js';
import { type Asked, type Found, queryNamed, type QueryName } from './reading/queries/queries.js';
import { StoreAnswers } from './reading/store-answers.js';
import { ThreadAnswers } from './thread/thread-answers.js';

/** Answers a short query here and at once, and one that may be long in a thread beside the one that stores passings. */
@Injectable()
export class QueryRouter extends PassingsAnswers {
  constructor(
    private readonly here: StoreAnswers,
    private readonly thread: ThreadAnswers,
    private readonly longReads: LongReads,
    private readonly sites: Sites,
  ) {
    super();
  }

  override async ask<Name extends QueryName>(
    name: Name,
    site: string,
    asked: Asked<Name>,
  ): Promise<Found<Name>> {
    const { isLong, load } = queryNamed(name);
    if (!isLong(asked)) return this.here.ask(name, site, asked);
    const askThread = (): Promise<Found<Name>> => this.thread.ask(name, site, asked);
    return load === undefined
      ? askThread()
      : this.longReads.take(await load(this.sites.of(site), asked), askThread);
  }

  override file(site: string, asked: AskedFile): FileOfRows {
    return this.thread.file(site, asked);
  }
}
