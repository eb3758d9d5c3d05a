import fc from 'fast-check';
import type { ReadLoad } from './read-load.js';
import { type LongRead, PROMISED_MS, ReadingLine } from './reading-line.js';

const LOOK_MS = 250;

interface Arrival {
  readonly afterMs: number;
  readonly load: ReadLoad;
  readonly tookMs: number;
}

interface Outcome {
  readonly how: 'answered' | 'refused at once' | 'refused later';
  readonly waitedMs: number;
  readonly lastedMs: number;
}

/** Drives the line as `LongReads` does, by a clock of its own: the next event is always the earliest, looks included. */
function run(line: ReadingLine, arrivals: readonly Arrival[], fromMs = 0): Outcome[] {
  const outcomes: Outcome[] = [];
  const took = new Map<LongRead, number>();
  let [nowMs, next] = [fromMs, 0];
  let active: { readonly read: LongRead; readonly beganMs: number } | undefined;
  let nextMs = fromMs + (arrivals[0]?.afterMs ?? Infinity);
  const tell = (read: LongRead, how: Outcome['how'], waitedMs: number): void => {
    outcomes.push({ how, waitedMs, lastedMs: nowMs - read.askedMs });
  };
  const begin = (): void => {
    const read = line.begin(nowMs);
    if (read !== undefined) active = { read, beganMs: nowMs };
  };
  for (let lookMs = fromMs; next < arrivals.length || active !== undefined;) {
    const endMs = active === undefined ? Infinity : active.beganMs + (took.get(active.read) ?? 0);
    nowMs = Math.min(endMs, nextMs, line.isWaitedIn ? lookMs : Infinity);
    if (nowMs === endMs && active !== undefined) {
      tell(active.read, 'answered', active.beganMs - active.read.askedMs);
      active = undefined;
      line.end(nowMs, true);
      for (const read of line.takeOverdue(nowMs, LOOK_MS)) tell(read, 'refused later', nowMs - read.askedMs);
      begin();
    } else if (nowMs === nextMs) {
      const arrival = arrivals[next++];
      nextMs = nowMs + (arrivals[next]?.afterMs ?? Infinity);
      if (arrival === undefined) continue;
      const read = { load: arrival.load, askedMs: nowMs };
      took.set(read, arrival.tookMs);
      if (!line.isWaitedIn) lookMs = nowMs + LOOK_MS;
      if (line.join(read) === undefined) begin();
      else tell(read, 'refused at once', 0);
    } else {
      lookMs += LOOK_MS;
      for (const read of line.takeOverdue(nowMs, LOOK_MS)) tell(read, 'refused later', nowMs - read.askedMs);
    }
  }
  return outcomes;
}

const arbitraryLoad: fc.Arbitrary<ReadLoad> = fc.record({
  kind: fc.constantFrom('rows', 'search', 'one', 'sessions', 'gaps'),
  size: fc.integer({ min: 0, max: 600_000 }),
});
const arrivals = (longestMs: number, latestMs: number): fc.Arbitrary<Arrival[]> =>
  fc.array(
    fc.record({
      afterMs: fc.integer({ min: 0, max: latestMs }),
      load: arbitraryLoad,
      tookMs: fc.integer({ min: 1, max: longestMs }),
    }),
    { maxLength: 60 },
  );

describe(ReadingLine.name, () => {
  it('keeps nobody longer than was promised, but for what their own read takes, whatever happened before', () => {
    fc.assert(
      fc.property(arrivals(20, 50), arrivals(6000, 400), (history, crowd) => {
        const line = new ReadingLine();
        run(line, history);
        const tooLate = run(line, crowd, 1e9).filter(
          ({ how, waitedMs, lastedMs }) => (how === 'answered' ? waitedMs : lastedMs) > PROMISED_MS,
        );
        expect(tooLate).toEqual([]);
      }),
    );
  });

  it('answers a crowd of equal reads within the promise, or refuses within one read, after any history', () => {
    fc.assert(
      fc.property(
        arrivals(20, 50),
        arbitraryLoad,
        fc.integer({ min: 1, max: 4000 }),
        fc.integer({ min: 2, max: 300 }),
        (history, load, tookMs, count) => {
          const line = new ReadingLine();
          run(line, history);
          const crowd = Array.from({ length: count }, () => ({ afterMs: 0, load, tookMs }));
          const outcomes = run(line, crowd, 1e9);
          expect(outcomes).toHaveLength(count);
          expect(outcomes.some(({ how }) => how === 'answered')).toBe(true);
          const tooLate = outcomes.filter(
            ({ how, lastedMs }) => lastedMs > (how === 'refused later' ? tookMs : PROMISED_MS),
          );
          expect(tooLate).toEqual([]);
        },
      ),
    );
  });

  it('refuses at once or not at all where reads take no longer than those like them took', () => {
    fc.assert(
      fc.property(arbitraryLoad, fc.integer({ min: 1, max: 3000 }), (load, tookMs) => {
        const line = new ReadingLine();
        run(
          line,
          Array.from({ length: 8 }, () => ({ afterMs: 5000, load, tookMs })),
        );
        const crowd = run(
          line,
          Array.from({ length: 100 }, () => ({ afterMs: 0, load, tookMs })),
          1e9,
        );
        expect(crowd.filter(({ how }) => how === 'refused later')).toEqual([]);
        expect(crowd.filter(({ how }) => how === 'answered').length).toBeGreaterThan(1);
      }),
    );
  });

  it('forgets a slow moment after some reads', () => {
    const line = new ReadingLine();
    const load: ReadLoad = { kind: 'sessions', size: 22_000 };
    const alone = (tookMs: number): Arrival => ({ afterMs: 10_000, load, tookMs });
    run(line, [alone(9000), ...Array.from({ length: 8 }, () => alone(100))]);
    const crowd = run(
      line,
      Array.from({ length: 40 }, () => ({ ...alone(100), afterMs: 0 })),
      1e9,
    );
    expect(crowd.every(({ how }) => how === 'answered')).toBe(true);
  });
});
