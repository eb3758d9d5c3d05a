import { PassingColumns } from '#passings';
import { NaivePassingsRepository } from '../../libs/passings/src/testing/naive-passings.repository.js';
import { passing } from './api.fixture.js';

/** A repository of endless rows, or of rows that end in a failure. */
export class EndlessPassings extends NaivePassingsRepository {
  given = 0;
  isOver = false;
  failsAfter = Infinity;
  private seed = 1;
  /** Called with the number of rows given so far, before more are given. */
  before: (given: number) => Promise<void> = () => Promise.resolve();

  override async *read(): AsyncGenerator<PassingColumns> {
    try {
      for (; this.given < this.failsAfter; this.given++) {
        await this.before(this.given);
        yield this.thousand();
      }
      throw new Error('Connection is closed.');
    } finally {
      this.isOver = true;
    }
  }

  /** Returns rows with random times: repeated ones would pack to almost no bytes. */
  private thousand(): PassingColumns {
    const columns = new PassingColumns(1000, {
      place: () => ({ decoderId: 'finish', loopId: 1 }),
      transponderId: () => '1234',
    });
    for (let row = 0; row < 1000; row++) {
      this.seed = Math.imul(this.seed, 1_664_525) + 1_013_904_223;
      columns.push(passing({ timeUs: 1_700_000_000_000_000 + (this.seed >>> 0) * 1000 }), 1, 1);
    }
    return columns;
  }
}
