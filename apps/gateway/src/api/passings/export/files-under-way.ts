import { Injectable } from '@nestjs/common';
import { Seats } from '../../../platform/http/seats.js';
import { Problem } from '../../../platform/problems/problem.js';

/** Each takes memory for as long as its client takes to read it. */
const MOST_OF_A_SOURCE = 4;

/** How many files each source has under way, so that one cannot have all the memory that there is for them. */
@Injectable()
export class FilesUnderWay {
  private readonly seats = new Seats(MOST_OF_A_SOURCE);

  /** Gives what ends it. */
  begin(source: string): () => void {
    const end = this.seats.take(source);
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
