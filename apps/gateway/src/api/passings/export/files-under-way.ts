import { Injectable } from '@nestjs/common';
import { LimitPerSource } from '../../../platform/http/limit-per-source.js';
import { Problem } from '../../../platform/problems/problem.js';

/** Small, because each file takes memory for as long as its client takes to read it. */
const MOST_OF_A_SOURCE = 4;

/** Limits the files under way of each source, so that one source cannot take all the memory for them. */
@Injectable()
export class FilesUnderWay {
  private readonly places = new LimitPerSource(MOST_OF_A_SOURCE);

  /** Returns the function that ends the file. */
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
