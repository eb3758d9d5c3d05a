import type { Cluster, Redis } from 'ioredis';
import {
  account,
  beginLedger,
  LeaseClaim,
  type Passing,
  type PassingsRepository,
  RedisLeaseStore,
  RedisPassingsRepository,
  RedisSites,
} from '#passings';
import { connectRedis, untilReady } from '#redis';
import { StoreAnswers } from '../../apps/gateway/src/api/passings/reading/store-answers.js';
import { ThreadAnswers } from '../../apps/gateway/src/api/passings/thread/thread-answers.js';
import type {
  FileOfRows,
  PassingsAnswers,
} from '../../apps/gateway/src/api/passings/reading/passings-answers.js';
import { Piece } from '../../apps/gateway/src/api/passings/rows/piece.js';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';

/** Names of which one begins with the other, so that a search for keys by their beginning finds too many. */
const CLUB = 'club';
const ARENA = 'club-2';
const DAY_US = 86_400_000_000;
const START_US = 19_700 * DAY_US;
const MINUTE_US = 60_000_000;
const DECODER = 'finish';
const WINDOW = { fromUs: START_US, untilUs: START_US + 3 * DAY_US };
const EVERYTHING = { window: WINDOW, order: 'asc', limit: 1000 } as const;
const MANY_SITES = 20;

/** Passings of one decoder with the same numbers and minutes in each site, and different transponders. */
const passingsOf = (firstTransponder: number, count: number): Passing[] =>
  Array.from({ length: count }, (_, at) =>
    aPassing({
      decoderId: DECODER,
      passingNumber: at + 1,
      transponderId: String(firstTransponder + (at % 3)),
      timeUs: START_US + at * 7 * MINUTE_US,
    }),
  );
const OF_CLUB = passingsOf(1000, 300);
const OF_ARENA = passingsOf(2000, 40);
/** A passing stored in both sites: one identity, two passings. */
const IN_BOTH = aPassing({
  decoderId: DECODER,
  passingNumber: 500,
  transponderId: '3000',
  timeUs: START_US + 5,
});

describe('two sites in one Redis', () => {
  let server: RedisOnPort;
  let writer: Redis | Cluster;
  let reader: Redis | Cluster;
  let sites: RedisSites;
  let club: PassingsRepository;
  let arena: PassingsRepository;
  let thread: ThreadAnswers;

  beforeAll(async () => {
    server = new RedisOnPort(await freePort());
    await server.start();
    writer = connectRedis(server.url, { role: 'ingest' });
    // Not 'requests', whose 400 ms are for a person: a stopped machine would be taken for a wrong answer.
    reader = connectRedis(server.url, { role: 'long-requests' });
    await Promise.all([untilReady(writer, 10_000), untilReady(reader, 10_000)]);
    sites = new RedisSites((site) => new RedisPassingsRepository({ writer, reader }, site));
    club = sites.of(CLUB);
    arena = sites.of(ARENA);
    thread = new ThreadAnswers({ url: server.url });
    expect([await storeAll(club, OF_CLUB), await storeAll(arena, OF_ARENA)]).toEqual([
      { stored: OF_CLUB.length, repeated: 0 },
      { stored: OF_ARENA.length, repeated: 0 },
    ]);
  });

  afterAll(async () => {
    await thread.onApplicationShutdown();
    writer.disconnect();
    reader.disconnect();
    await server.remove();
  });

  /** Stores passings with the ledger of their decoder. */
  const storeAll = (repository: PassingsRepository, passings: readonly Passing[]) => {
    const numbers = passings.flatMap(({ passingNumber }) => passingNumber ?? []);
    const { ledger } = account(beginLedger(1), numbers, 0);
    return repository.store(passings, [{ decoderId: DECODER, from: 0, before: undefined, ledger }]);
  };
  const found = async (repository: PassingsRepository): Promise<readonly Passing[]> =>
    (await repository.find(EVERYTHING)).passings();
  const transpondersOf = async (repository: PassingsRepository): Promise<string[]> =>
    (await repository.sessions({ window: WINDOW, limit: 100 })).sessions
      .map(({ transponderId }) => transponderId)
      .toSorted();

  /** Returns every key of a site, with its bytes. */
  const keptBytes = async (site: string): Promise<ReadonlyMap<string, string>> => {
    const keys = (await reader.keys(`cl:{${site}}:*`)).toSorted();
    const dumps = await Promise.all(keys.map((key) => reader.dumpBuffer(key)));
    return new Map(keys.map((key, at) => [key, dumps[at]?.toString('hex') ?? '']));
  };

  it('answer each for its own passings, sessions and counts', async () => {
    expect([await found(club), await found(arena)]).toEqual([OF_CLUB, OF_ARENA]);
    expect([await transpondersOf(club), await transpondersOf(arena)]).toEqual([
      ['1000', '1001', '1002'],
      ['2000', '2001', '2002'],
    ]);
    const last = { fromUs: WINDOW.untilUs - 2.9 * DAY_US, untilUs: WINDOW.untilUs };
    expect([await club.countActive(last), await arena.countActive(last)]).toEqual([3, 3]);
    const later = { fromUs: START_US + DAY_US, untilUs: WINDOW.untilUs };
    expect([await club.countActive(later), await arena.countActive(later)]).toEqual([3, 0]);
  });

  it('know each its own numbers, ledger and dictionaries', async () => {
    const asked = { decoderId: DECODER, fromNumber: 1, untilNumber: 400, askedAtMs: WINDOW.untilUs / 1000 };
    const kept = await Promise.all([club, arena].map((each) => each.keptNumbers(asked)));
    expect(kept.map(({ size }) => size)).toEqual([OF_CLUB.length, OF_ARENA.length]);
    const [number, rtcTimeUs] = [200, OF_CLUB[199]?.timeUs ?? 0];
    const among = [club, arena].map((each) => each.keptAmong(DECODER, [{ number, rtcTimeUs }]));
    expect((await Promise.all(among)).map(({ size }) => size)).toEqual([1, 0]);
    const ledgers = await Promise.all([club, arena].map((each) => each.ledger(DECODER)));
    expect(ledgers.map((each) => each?.ledger.highest)).toEqual([OF_CLUB.length, OF_ARENA.length]);
    const highest = await Promise.all([club, arena].map((each) => each.highestNumbers()));
    expect(highest).toEqual([new Map([[DECODER, OF_CLUB.length]]), new Map([[DECODER, OF_ARENA.length]])]);
    expect(await reader.hkeys(`cl:{${CLUB}}:transponders`)).toEqual(['1000', '1001', '1002']);
    expect(await reader.hkeys(`cl:{${ARENA}}:transponders`)).toEqual(['2000', '2001', '2002']);
  });

  it('are read by one thread on one connection, files at once as well', async () => {
    const here = new StoreAnswers(sites);
    const window = { startMs: WINDOW.fromUs / 1000, endMs: WINDOW.untilUs / 1000 };
    const all = { ...window, order: 'asc', transponderId: null, decoderId: null, loopId: null } as const;
    const textsOf = async (answers: PassingsAnswers): Promise<string[]> => {
      const csv = { ...all, mediaType: 'text/csv' };
      const files = [answers.file(CLUB, csv), answers.file(ARENA, csv)];
      const asked = [CLUB, ARENA].flatMap((site) => [
        answers.ask('passings', site, { ...all, limit: 1000 }),
        answers.ask('sessions', site, { ...all, inputs: false, gapMinutes: 60, limit: 100 }),
      ]);
      const rest = [CLUB, ARENA].map((site) => answers.ask('active', site, WINDOW));
      return [
        ...(await Promise.all(files.map(textOf))),
        ...(await Promise.all(asked)).map((bytes) => Buffer.from(bytes).toString()),
        ...(await Promise.all(rest)).map(String),
      ];
    };
    const [fileOfClub = '', fileOfArena = '', ...others] = await textsOf(thread);
    expect([fileOfClub, fileOfArena, ...others]).toEqual(await textsOf(here));
    expect([fileOfClub, fileOfArena].map((text) => text.trim().split('\n').length)).toEqual([
      OF_CLUB.length + 1,
      OF_ARENA.length + 1,
    ]);
    expect(fileOfArena).not.toMatch(/\b100[012]\b/);
  });

  it('keep a passing of one identity each for itself', async () => {
    expect([await club.store([IN_BOTH]), await arena.store([IN_BOTH])]).toEqual([
      { stored: 1, repeated: 0 },
      { stored: 1, repeated: 0 },
    ]);
    const { transponderId } = IN_BOTH;
    for (const each of [club, arena])
      expect(await each.takeOut(DECODER, (passing) => passing.transponderId === transponderId)).toBe(1);
  });

  it('hold each the lease of a decoder of the same name', async () => {
    const tokens = [CLUB, ARENA].map(async (site) => {
      const claim = new LeaseClaim({ gateway: site, run: `run-of-${site}`, address: '127.0.0.1:5403' });
      const moves = new Map([[DECODER, claim.plan(true, 0)]]);
      const [text = ''] = await new RedisLeaseStore(writer, site).exchange(moves, true);
      claim.saw(text, 0);
      return claim.isOurs;
    });
    expect(await Promise.all(tokens)).toEqual([true, true]);
  });

  it('change no byte of each other: upkeep, dating anew, retention, clocks, what is untrue', async () => {
    const before = await keptBytes(ARENA);
    expect(before.size).toBeGreaterThan(10);
    const oldest = OF_CLUB[0] ?? IN_BOTH;
    const dated = { kept: oldest, dated: { ...oldest, timeUs: oldest.timeUs + 1 } };
    await club.planRedatings([dated]);
    expect(await club.redate([dated])).toBe(1);
    await club.compactBefore(WINDOW.untilUs);
    await club.keepClock('clock', '{"offset_us":1}');
    const nothing = { announced: null, provenAtMs: null, droppedUntilUs: null };
    await club.keepRetentionState({ days: 1, allowedUntilUs: 0, ...nothing });
    expect(await forgetAll(club, START_US + DAY_US)).toBeGreaterThan(100);
    expect(await club.takeOut(DECODER, ({ transponderId }) => transponderId === '1002')).toBeGreaterThan(0);
    expect(
      await reader.exists(
        ...['digests', 'retention', 'clock-offsets', 'redatings'].map((name) => `cl:{${CLUB}}:${name}`),
      ),
    ).toBe(4);

    expect(await keptBytes(ARENA)).toEqual(before);
    expect(await arena.plannedRedatings()).toEqual([]);
    expect(await arena.keptClock('clock')).toBeUndefined();
    expect(await arena.retentionState()).toBeUndefined();
    expect(await found(arena)).toEqual(OF_ARENA);
    expect(await transpondersOf(club)).toEqual(['1000', '1001']);
  });

  it('have no key that is not under the hash tag of one of them', async () => {
    const tags = (await reader.keys('*')).map((key) => /^cl:(\{[^}]*\}):/.exec(key)?.[1] ?? key);
    expect(new Set(tags)).toEqual(new Set([`{${CLUB}}`, `{${ARENA}}`]));
  });

  it('may be many on the same connections, each with a repository that is kept', async () => {
    const names = Array.from({ length: MANY_SITES }, (_, at) => `track-${at}`);
    const stored = names.map((name, at) => sites.of(name).store(OF_CLUB.slice(0, at)));
    expect((await Promise.all(stored)).map((each) => each.stored)).toEqual(names.map((_, at) => at));
    const counts = names.map(async (name) => (await found(sites.of(name))).length);
    expect(await Promise.all(counts)).toEqual(names.map((_, at) => at));
    expect(names.every((name) => sites.of(name) === sites.of(name))).toBe(true);
    // Node's own limit is 10, beyond which it warns of a leak.
    for (const each of [writer, reader])
      expect([each.listenerCount('close') > 10, each.getMaxListeners()]).toEqual([true, 0]);
  });
});

async function forgetAll(repository: PassingsRepository, beforeUs: number): Promise<number> {
  for (let all = 0; ;) {
    const { units } = await repository.forgetBefore(beforeUs, 100, () => Promise.resolve());
    if (units === 0) return all;
    all += units;
  }
}

async function textOf(file: FileOfRows): Promise<string> {
  let text = '';
  for (let isLast = false; !isLast;) {
    const filled = await file.fill(Piece.of(1024));
    text += filled.piece.bytes.toString('utf8', 0, filled.piece.length);
    ({ isLast } = filled);
  }
  file.close();
  return text;
}
