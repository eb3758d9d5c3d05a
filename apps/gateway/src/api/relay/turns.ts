import { setTimeout as delay } from 'node:timers/promises';

/** Readings of the storage one after the other, with a rest as long as each took: clients who ask for all do not slow timing. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  take<Result>(read: () => Promise<Result>): Promise<Result> {
    let begunMs = 0;
    const turn = this.last.then(() => {
      begunMs = performance.now();
      return read();
    });
    this.last = turn
      .catch(() => undefined)
      .then(() => delay(performance.now() - begunMs, undefined, { ref: false }));
    return turn;
  }
}
