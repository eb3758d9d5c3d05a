import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import {
  account,
  beginLedger,
  LedgerMoved,
  type Passing,
  type PassingColumns,
  type PassingsPage,
  type PassingsQuery,
  type PassingsReading,
  type PassingsRepository,
  isByRtc,
  type Redating,
  RedisPassingsRepository,
  type SessionsQuery,
  type ShownPassing,
} from '#passings';
import { arbitraryHistory, SPAN_US, START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import { NaivePassingsRepository } from '../../libs/passings/src/testing/naive-passings.repository.js';
import {
  keptNumbersQuery,
  passingsQuery,
  redating,
  type RedatingDrawn,
  sessionsQuery,
} from './arbitrary-queries.js';
import { storeConnections } from './store-connections.js';

const RUNS = Number(process.env.COACHLINK_PROPERTY_RUNS ?? 150);
const redis = storeConnections();

async function everyPassing(repository: PassingsRepository, query: PassingsQuery): Promise<Passing[]> {
  const all: Passing[] = [];
  let after: PassingsQuery['after'];
  do {
    const page = await repository.find(after === undefined ? query : { ...query, after });
    expect(page.count).toBeLessThanOrEqual(query.limit);
    all.push(...page.passings());
    after = page.next;
  } while (after !== undefined);
  return all;
}

async function everySession(repository: PassingsRepository, query: SessionsQuery): Promise<unknown[]> {
  const all: unknown[] = [];
  let after: SessionsQuery['after'];
  do {
    const page = await repository.sessions(after === undefined ? query : { ...query, after });
    all.push(...page.sessions);
    after =
      page.next === undefined
        ? undefined
        : { startMs: page.next.startMs, transponderId: page.next.transponderId };
  } while (after !== undefined);
  return all;
}

/** Expects a reading to equal a page that is large enough, to the end and behind a position in it. */
async function equalsPages(repository: PassingsRepository, query: PassingsQuery): Promise<void> {
  const { limit, ...all } = query;
  const page = await repository.find(query);
  const { next } = page;
  const whole = await repository.find({ ...query, limit: 10_000 });
  expect(page.passings()).toMatchObject(await everyRow(repository, { ...all, limit }));
  expect(page.passings()).toMatchObject(rowsIn(page.columns()));
  expect(whole.passings()).toMatchObject(await everyRow(repository, all));
  if (next === undefined) return;
  const rest = await repository.find({ ...query, limit: 10_000, after: next });
  expect(rest.passings()).toMatchObject(await everyRow(repository, { ...all, after: next }));
}

async function everyRow(repository: PassingsRepository, query: PassingsReading): Promise<ShownPassing[]> {
  const all: ShownPassing[] = [];
  for await (const rows of repository.read(query)) all.push(...rowsIn([rows]));
  return all;
}

function rowsIn(columns: Iterable<PassingColumns>): ShownPassing[] {
  const rows: ShownPassing[] = [];
  for (const some of columns) for (let row = 0; row < some.length; row++) rows.push(some.at(row));
  return rows;
}

function told(page: PassingsPage): unknown {
  return { passings: page.passings(), count: page.count, next: page.next };
}

/** Returns redatings of stored passings. The second one of a passing finds it changed, and is left out. */
function redatingsOf(stored: readonly Passing[], drawn: readonly RedatingDrawn[]): Redating[] {
  return drawn.flatMap(({ which, byUs, isTimeDoubtful, receivedByMs }) => {
    const kept = stored[which % stored.length];
    if (kept === undefined) return [];
    const isDoubtful = isByRtc(kept) && isTimeDoubtful;
    const movedUs = isByRtc(kept) ? byUs : 0;
    const dated = {
      ...kept,
      timeUs: kept.timeUs + movedUs,
      clockOffsetUs: kept.clockOffsetUs + movedUs,
      isTimeDoubtful: isDoubtful,
      alternativeTimeUs: isDoubtful ? kept.timeUs : null,
      receivedAtMs: kept.receivedAtMs + receivedByMs,
    };
    return [{ kept, dated }];
  });
}

/** The whole contract: any history is stored in both, and any question gets the same answer from both. */
function equalsNaiveModel(makeRepository: () => PassingsRepository) {
  return fc.asyncProperty(
    arbitraryHistory,
    fc.array(passingsQuery, { minLength: 1, maxLength: 4 }),
    fc.array(sessionsQuery, { minLength: 1, maxLength: 4 }),
    fc.array(keptNumbersQuery, { minLength: 1, maxLength: 4 }),
    fc.array(redating, { maxLength: 6 }),
    async (history, passingsQueries, sessionsQueries, keptNumbersQueries, redatings) => {
      const naive = new NaivePassingsRepository();
      const repository = makeRepository();
      for (let at = 0; at < history.length; at += 2) {
        // The second batch is sent while the first is under way.
        const two = history.slice(at, at + 2);
        const outcomes = await Promise.all(two.map((batch) => repository.store(batch)));
        for (const [index, batch] of two.entries()) expect(outcomes[index]).toEqual(await naive.store(batch));
        const changes = redatingsOf(two.flat(), redatings);
        expect(await repository.redate(changes)).toBe(await naive.redate(changes));
        // Upkeep changes no answer.
        if (at % 3 === 1) await repository.compactBefore(Number.MAX_SAFE_INTEGER);
        // Passings that were read before are found, and newer ones too.
        for (const query of passingsQueries.slice(0, 2))
          expect(told(await repository.find(query))).toEqual(told(await naive.find(query)));
      }
      for (const query of passingsQueries) {
        expect(told(await repository.find(query))).toEqual(told(await naive.find(query)));
        expect(await everyPassing(repository, query)).toEqual(await everyPassing(naive, query));
        await equalsPages(repository, query);
      }
      for (const query of keptNumbersQueries)
        expect(await repository.keptNumbers(query)).toEqual(await naive.keptNumbers(query));
      for (const query of sessionsQueries) {
        expect(await everySession(repository, query)).toEqual(await everySession(naive, query));
        expect(await repository.countActive(query.window)).toBe(await naive.countActive(query.window));
      }
    },
  );
}

function plain(given: Pick<Passing, 'passingNumber' | 'timeUs'>): Passing {
  return {
    decoderId: 'finish',
    loopId: 1,
    isNumberDoubtful: false,
    transponderId: '1234',
    timeSource: 'rtc',
    isTimeDoubtful: false,
    alternativeTimeUs: null,
    rtcTimeUs: given.timeUs,
    clockOffsetUs: 0,
    receivedAtMs: 1000,
    strength: null,
    hits: null,
    batteryVoltageV: null,
    decoderFlags: null,
    ...given,
  };
}

describe(RedisPassingsRepository.name, () => {
  it('answers as the naive model does, whatever came in whichever order', async () => {
    await fc.assert(
      equalsNaiveModel(() => new RedisPassingsRepository(redis, randomUUID())),
      { numRuns: RUNS },
    );
  }, 300_000);

  it('gives both of two passings that only their clock tells apart, on pages of one', async () => {
    const repository = new RedisPassingsRepository(redis, randomUUID());
    const alike = plain({ passingNumber: 7, timeUs: START_US });
    const sources = ['utc', 'received'] as const;
    await repository.store(sources.map((timeSource) => ({ ...alike, timeSource })));
    for (const order of ['asc', 'desc'] as const) {
      const query = { window: { fromUs: START_US, untilUs: START_US }, order, limit: 1 };
      const found = await everyPassing(repository, query);
      expect(found.map(({ timeSource }) => timeSource).sort()).toEqual(['received', 'utc']);
    }
  });

  it('knows a passing without a number by its time of day, and not the one of the next day for the same', async () => {
    const repository = new RedisPassingsRepository(redis, randomUUID());
    const dayUs = 86_400_000_000;
    const first: Passing = {
      ...plain({ passingNumber: null, timeUs: START_US }),
      rtcTimeUs: 3_600_000_000,
      clockOffsetUs: START_US - 3_600_000_000,
      timeSource: 'estimated',
    };
    const later = (byUs: number): Passing => ({
      ...first,
      timeUs: first.timeUs + byUs,
      clockOffsetUs: first.clockOffsetUs + byUs,
    });
    expect(await repository.store([first])).toMatchObject({ stored: 1 });
    expect(await repository.store([first, later(20_000), later(-3_600_000_000)])).toMatchObject({
      repeated: 3,
    });
    expect(await repository.store([later(dayUs), later(2 * dayUs)])).toMatchObject({ stored: 2 });
    expect(await repository.store([later(dayUs + 20_000)])).toMatchObject({ repeated: 1 });
  });

  it('reads chunks of many passings whole, in order, however they came', async () => {
    const repository = new RedisPassingsRepository(redis, randomUUID());
    const count = 45_000; // more than a megabyte
    const moments = Array.from({ length: count }, (_, at) => (at * 7919) % count);
    for (let from = 0; from < count; from += 1000)
      await repository.store(
        moments
          .slice(from, from + 1000)
          .map((us, at) => plain({ passingNumber: from + at + 1, timeUs: START_US + us })),
      );
    const times: number[] = [];
    const window = { fromUs: START_US, untilUs: START_US + count };
    for await (const rows of repository.read({ window, order: 'desc' }))
      times.push(...rows.timeUs.subarray(0, rows.length));
    expect(times).toEqual(Array.from({ length: count }, (_, at) => START_US + count - 1 - at));
  });

  it('ends a reading where the connection was another one meanwhile', async () => {
    const own = { writer: redis.writer, reader: new Redis(process.env.COACHLINK_TEST_REDIS_URL ?? '') };
    const repository = new RedisPassingsRepository(own, randomUUID());
    const hours = Array.from({ length: 12 }, (_, at) => at + 1);
    await repository.store(
      hours.map((at) => plain({ passingNumber: at, timeUs: START_US + at * 3_600_000_000 })),
    );
    const seen: number[] = [];
    const reading = async (): Promise<void> => {
      const window = { fromUs: START_US, untilUs: START_US + 13 * 3_600_000_000 };
      for await (const rows of repository.read({ window, order: 'asc' })) {
        seen.push(rows.length);
        if (seen.length > 1) continue;
        own.reader.disconnect(true);
        await new Promise((resolve) => own.reader.once('ready', resolve));
      }
    };
    await expect(reading()).rejects.toThrow('Connection is closed');
    expect(seen.length).toBeLessThan(12);
    await own.reader.quit();
  });

  it('knows which numbers of a decoder are kept, and where its numbers began again', async () => {
    const repository = new RedisPassingsRepository(redis, randomUUID());
    const numbered = (passingNumber: number, minute: number, decoderId = 'finish'): Passing => ({
      decoderId,
      loopId: 1,
      passingNumber,
      isNumberDoubtful: false,
      transponderId: '1234',
      timeUs: START_US + minute * 60_000_000,
      timeSource: 'rtc',
      isTimeDoubtful: false,
      alternativeTimeUs: null,
      rtcTimeUs: START_US + minute * 60_000_000,
      clockOffsetUs: 0,
      receivedAtMs: 1000 + minute,
      strength: null,
      hits: null,
      batteryVoltageV: null,
      decoderFlags: null,
    });
    const earlier = [1, 2, 3, 4, 5, 6, 7].map((number) => numbered(number, number));
    const present = [1, 2, 4, 6].map((number) => numbered(number, 20 + number));
    await repository.store([...earlier, ...present, numbered(7, 30), numbered(3, 25, 'back')]);
    const kept = async (fromNumber: number, untilNumber: number, askedAtMs: number) =>
      [
        ...(await repository.keptNumbers({
          decoderId: 'finish',
          fromNumber,
          untilNumber,
          askedAtMs,
        })),
      ].sort();
    // 7 came after the decoder had named 6 its last one; the earlier 7 ends the numbering.
    expect(await kept(1, 6, 1030)).toEqual([1, 2, 4, 6]);
    expect(await kept(1, 7, 1031)).toEqual([1, 2, 4, 6, 7]);
    expect(await kept(1, 6, 1031)).toEqual([]);
    expect(await kept(4, 6, 1030)).toEqual([4, 6]);
  });

  it('gives the same names the same numbers, whoever of two writers numbers them first', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryHistory, async (history) => {
        const site = randomUUID();
        const naive = new NaivePassingsRepository();
        const writers = [new RedisPassingsRepository(redis, site), new RedisPassingsRepository(redis, site)];
        for (const [at, batch] of history.entries()) {
          expect(await writers[at % 2]?.store(batch)).toEqual(await naive.store(batch));
        }
        const query = {
          window: { fromUs: 0, untilUs: START_US + SPAN_US },
          order: 'asc',
          limit: 1000,
        } as const;
        const expected = await naive.find(query);
        for (const reader of [...writers, new RedisPassingsRepository(redis, site)])
          expect((await reader.find(query)).passings()).toEqual(expected.passings());
      }),
      { numRuns: Math.ceil(RUNS / 5) },
    );
  }, 120_000);

  it('moves a ledger with its passings or not at all, and writes no ranges that did not change', async () => {
    const repository = new RedisPassingsRepository(redis, randomUUID());
    expect(await repository.ledger('finish')).toBeUndefined();
    const first = account(beginLedger(1), [1, 4], 1000).ledger;
    const change = { decoderId: 'finish', from: 0, before: undefined, ledger: first };
    await repository.store([], [change]);
    expect(await repository.ledger('finish')).toEqual({ version: 1, ledger: first });
    await expect(repository.store([], [change])).rejects.toThrow(LedgerMoved);
    const second = account(first, [5], 1001).ledger;
    const third = account(second, [2], 1002).ledger;
    await repository.store([], [{ decoderId: 'finish', from: 1, before: first, ledger: second }]);
    expect(await repository.ledger('finish')).toEqual({ version: 2, ledger: second });
    await repository.store([], [{ decoderId: 'finish', from: 2, before: second, ledger: third }]);
    expect(await repository.ledger('finish')).toEqual({ version: 3, ledger: third });
  });

  it('reads a ledger that an earlier version kept, and writes it anew with the next change', async () => {
    const site = randomUUID();
    const ledgers = `cl:{${site}}:ledgers`;
    const repository = new RedisPassingsRepository(redis, site);
    const { ledger } = account(beginLedger(1), [1, 4, 9], 1000);
    const earlier = JSON.stringify({ ...ledger, missing: undefined, unlisted: 0, unlistedFrom: null });
    const ranges = JSON.stringify(
      [...ledger.missing].map(({ from, until, sinceMs }) => [from, until, sinceMs]),
    );
    await redis.writer.hset(ledgers, 'finish', `7 ${earlier}`, 'finish\nmissing', ranges);
    expect(await repository.ledger('finish')).toEqual({ version: 7, ledger, isOfEarlierForm: true });
    const change = { decoderId: 'finish', from: 7, before: undefined, ledger };
    await repository.store([], [change]);
    expect(await repository.ledger('finish')).toEqual({ version: 8, ledger });
    expect((await redis.writer.hkeys(ledgers)).sort()).toEqual(['finish', 'finish\nledger']);
  });

  it('keeps a doubtful number marked until it comes again without doubt', async () => {
    const doubtful: Passing = {
      decoderId: 'finish',
      loopId: 1,
      passingNumber: 4_000_000_000,
      isNumberDoubtful: true,
      transponderId: '1234',
      timeUs: START_US,
      timeSource: 'rtc',
      isTimeDoubtful: false,
      alternativeTimeUs: null,
      rtcTimeUs: START_US,
      clockOffsetUs: 0,
      receivedAtMs: 1,
      strength: 90,
      hits: 20,
      batteryVoltageV: null,
      decoderFlags: null,
    };
    const certain = { ...doubtful, isNumberDoubtful: false, receivedAtMs: 2 };
    const repository = new RedisPassingsRepository(redis, randomUUID());
    const kept = async (): Promise<readonly Passing[]> => {
      const window = { fromUs: START_US, untilUs: START_US };
      return (await repository.find({ window, order: 'asc', limit: 10 })).passings();
    };
    expect(await repository.store([doubtful])).toEqual({ stored: 1, repeated: 0 });
    expect(await repository.store([doubtful])).toEqual({ stored: 0, repeated: 1 });
    expect(await kept()).toEqual([doubtful]);
    expect(await repository.store([certain])).toEqual({ stored: 0, repeated: 1 });
    expect(await kept()).toEqual([{ ...doubtful, isNumberDoubtful: false }]);
  });

  it('is caught by the first property when it forgets to drop repeats (sabotage)', async () => {
    class Forgetful extends RedisPassingsRepository {
      override async store(batch: readonly Passing[]) {
        let stored = 0;
        for (const passing of batch)
          stored += (await super.store([{ ...passing, decoderId: `${passing.decoderId} ${stored}` }])).stored;
        return { stored, repeated: 0 };
      }
    }
    const outcome = await fc.check(
      equalsNaiveModel(() => new Forgetful(redis, randomUUID())),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect(outcome.failed).toBe(true);
  }, 300_000);
});
