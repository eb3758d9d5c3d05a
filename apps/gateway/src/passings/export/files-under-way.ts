import { Injectable } from '@nestjs/common';
import { Problem } from '../../problems/problem.js';

/** Each takes memory for as long as its client takes to read it. */
const MOST_OF_A_SOURCE = 4;

/** How many files each source has under way, so that one cannot have all the memory that there is for them. */
@Injectable()
export class FilesUnderWay {
  private readonly counts = new Map<string, number>();

  /** Gives what ends it. */
  begin(source: string): () => void {
    const count = this.counts.get(source) ?? 0;
    if (count >= MOST_OF_A_SOURCE) throw tooMany();
    this.counts.set(source, count + 1);
    return () => {
      const left = (this.counts.get(source) ?? 1) - 1;
      if (left > 0) this.counts.set(source, left);
      else this.counts.delete(source);
    };
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
