import { Injectable } from '@nestjs/common';
import { LimitPerSource } from '../../../platform/http/limit-per-source.js';
import { Problem } from '../../../platform/problems/problem.js';

/** Each takes memory for as long as its client takes to read it. */
const MOST_OF_A_SOURCE = 4;

/** How many files each source has under way, so that one cannot have all the memory that there is for them. */
@Injectable()
export class FilesUnderWay {
  private readonly places = new LimitPerSource(MOST_OF_A_SOURCE);

  /** Gives what ends it. */
  begin(source: string): () => void {
    const end = this.places.take(source);
    if (end === undefined) throw tooMany();
    return end;
  }
}

function tooMany(): Problem {
  return new Problem({
    status: 503,
    reason: 'request.too_many_files',
    message: `Your address has ${MOST_OF_A_SOURCE} files under way already: wait until one of them is finished.`,
    headers: { 'Retry-After': '1' },
  });
}
