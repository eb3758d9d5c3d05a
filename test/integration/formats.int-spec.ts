import { randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { NewerFormat, type Passing, type PassingsRepository, RedisPassingsRepository } from '#passings';
import { answersOf, DAY_US, MINUTE_US, START_US } from '../../scripts/format-answers.mjs';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { FORMAT, formatOf, SLOT_BYTES } from '../../libs/passings/src/testing/record-layout.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { storeConnections } from './store-connections.js';

const CHUNK_US = 10 * MINUTE_US;
const CHUNK = START_US / CHUNK_US;
const TENTH_DAY_US = START_US + 10 * DAY_US;
const FIXTURE = join('test', 'fixtures', 'format-1');
const ANSWERS = JSON.parse(readFileSync(join(FIXTURE, 'answers.json'), 'utf8')) as Readonly<
  Record<string, unknown>
>;
const redis = storeConnections();

const passing = (passingNumber: number, given: Partial<Passing> = {}): Passing =>
  aPassing({ passingNumber, timeUs: START_US + passingNumber * 10_000, ...given });
const passings = (from: number, count: number): Passing[] =>
  Array.from({ length: count }, (_, at) => passing(from + at));

/** Returns the format of each segment of a site. */
async function formatsIn(reader: Redis, site: string): Promise<Record<string, number>> {
  const keys = (await reader.keys(`cl:{${site}}:chunk:*`)).toSorted();
  const formats = keys.map(async (key) => [key, formatOf(await reader.getrangeBuffer(key, 0, 27))] as const);
  return Object.fromEntries(await Promise.all(formats));
}

describe('passings that were kept in format 1', () => {
  let server: RedisOnPort;
  let connections: { readonly writer: Redis; readonly reader: Redis };
  let repository: PassingsRepository;

  beforeEach(async () => {
    server = new RedisOnPort(await freePort());
    copyFileSync(join(FIXTURE, 'dump.rdb'), join(server.folder, 'dump.rdb'));
    await server.start();
    connections = { writer: new Redis(server.url), reader: new Redis(server.url) };
    repository = new RedisPassingsRepository(connections, 'main');
  }, 30_000);

  afterEach(async () => {
    for (const connection of Object.values(connections)) connection.disconnect();
    await server.remove();
  });

  const formats = async (): Promise<number[]> => Object.values(await formatsIn(connections.reader, 'main'));

  it('are answered for as before, and of the present format after upkeep with the same answers', async () => {
    const before = await formats();
    expect(new Set(before)).toEqual(new Set([1]));
    expect(before).toHaveLength(13);
    expect(await answersOf(repository)).toEqual(ANSWERS);
    await repository.compactBefore(TENTH_DAY_US);
    expect(await formats()).toEqual(before.map(() => FORMAT));
    expect(await answersOf(repository)).toEqual(ANSWERS);
    expect(await answersOf(new RedisPassingsRepository(connections, 'main'))).toEqual(ANSWERS);
    // Upgraded once: another upkeep changes no byte.
    const dump = await connections.reader.getBuffer(`cl:{main}:chunk:${CHUNK}`);
    await repository.compactBefore(TENTH_DAY_US);
    expect(await connections.reader.getBuffer(`cl:{main}:chunk:${CHUNK}`)).toEqual(dump);
  }, 60_000);

  it('are added to, repeated, dated anew and dropped, whichever part of them is of which format', async () => {
    const window = { fromUs: 0, untilUs: TENTH_DAY_US };
    const read = async (): Promise<readonly Passing[]> =>
      (await repository.find({ window, order: 'asc', limit: 10_000 })).passings();
    const kept = await read();
    const ofFinish = kept.filter(({ decoderId }) => decoderId === 'finish');
    const added = Array.from({ length: 300 }, (_, at) => ({ ...passing(5000 + at), timeUs: START_US + at }));
    expect(await repository.store(added)).toEqual({ stored: 300, repeated: 0 });
    expect(await repository.store(ofFinish.slice(-900))).toEqual({ stored: 0, repeated: 900 });
    await repository.compactBefore(TENTH_DAY_US);
    expect(new Set(await formats())).toEqual(new Set([FORMAT]));
    expect(await repository.store(ofFinish.slice(0, 900))).toEqual({ stored: 0, repeated: 900 });
    expect(await repository.store(passings(6000, 1))).toEqual({ stored: 1, repeated: 0 });
    expect(await read()).toHaveLength(kept.length + 301);
    let forgotten = 0;
    for (let units = 1; units > 0;) {
      const some = await repository.forgetBefore(TENTH_DAY_US, 1000, () => Promise.resolve());
      units = some.units;
      forgotten += some.passings;
    }
    expect(forgotten).toBe(kept.length + 301);
    expect(await formats()).toEqual([]);
  }, 60_000);
});

describe('a segment', () => {
  let site: string;
  let repository: PassingsRepository;
  beforeEach(() => {
    site = randomUUID();
    repository = new RedisPassingsRepository(redis, site);
  });

  const key = (name: string): string => `cl:{${site}}:${name}`;
  const everything = async (): Promise<Map<string, string>> => {
    const keys = (await redis.reader.keys(key('*'))).toSorted();
    const dumps = await Promise.all(keys.map((each) => redis.reader.dumpBuffer(each)));
    return new Map(keys.map((each, at) => [each, dumps[at]?.toString('hex') ?? '']));
  };
  const present = async (): Promise<void> => {
    const formats = Object.values(await formatsIn(redis.reader, site));
    expect(formats).toEqual(formats.map(() => FORMAT));
  };

  it('tells its format from its first passing on, and after each way in which it is changed', async () => {
    for (let from = 1; from < 9000; from += 900) await repository.store(passings(from, 900));
    expect(Object.keys(await formatsIn(redis.reader, site))).toHaveLength(2);
    await present();
    const moved = passings(4000, 200).map((kept) => ({
      kept,
      dated: { ...kept, timeUs: kept.timeUs + DAY_US },
    }));
    expect(await repository.redate(moved)).toBe(200);
    await present();
    expect(await repository.takeOut('finish', ({ passingNumber }) => (passingNumber ?? 0) % 2 === 0)).toBe(
      4500,
    );
    await present();
    await repository.compactBefore(TENTH_DAY_US);
    await present();
    const window = { fromUs: 0, untilUs: TENTH_DAY_US };
    const left = (await repository.find({ window, order: 'asc', limit: 10_000 })).passings();
    expect(left).toHaveLength(4500);
    // The estimate by length leaves out the slots in front, and counts those of passings that were moved or taken out.
    expect((await repository.agedBefore(TENTH_DAY_US)).keptPassings).toBe(9000 + moved.length);
  }, 60_000);

  it('of a later format is refused in words by whatever touches it, and left as it is', async () => {
    const kept = passings(1, 20);
    await repository.store(kept);
    await repository.store([passing(21, { timeUs: START_US + CHUNK_US })]);
    await redis.writer.setrange(key(`chunk:${CHUNK}`), 4, Buffer.from([FORMAT + 1, 0, 0, 0]));
    const before = await everything();
    const window = { fromUs: START_US, untilUs: START_US + CHUNK_US - 1 };
    const tried: readonly ((by: PassingsRepository) => Promise<unknown>)[] = [
      (by) => by.store([passing(22)]),
      (by) => by.store(kept),
      (by) => by.redate([{ kept: passing(1), dated: passing(1, { timeUs: START_US + CHUNK_US + 1 }) }]),
      (by) => by.find({ window, order: 'desc', limit: 10 }),
      (by) => by.sessions({ window, limit: 10 }),
      (by) => by.sessions({ window: { ...window, fromUs: START_US + 1 }, limit: 10, transponderId: '1234' }),
      (by) => by.countActive(window),
      (by) => by.keptAmong('finish', [{ number: 1, rtcTimeUs: passing(1).rtcTimeUs }]),
      (by) => by.takeOut('finish', () => true),
      (by) => by.agedBefore(TENTH_DAY_US),
      (by) => by.newestReceiptMs(),
      (by) => by.forgetBefore(TENTH_DAY_US, 100, () => Promise.resolve()),
    ];
    const refusal = new NewerFormat(
      `passings of chunk ${CHUNK} are kept in format ${FORMAT + 1}, and this gateway knows formats up to ${FORMAT}: ` +
        'a later version of CoachLINK wrote them, so run that version or a later one',
    );
    for (const attempt of tried)
      for (const by of [repository, new RedisPassingsRepository(redis, site)])
        await expect(attempt(by)).rejects.toThrow(refusal);
    expect(await everything()).toEqual(before);
    await redis.writer.setrange(key(`chunk:${CHUNK}`), 4, Buffer.from([FORMAT, 0, 0, 0]));
    expect(await repository.store([passing(22), ...kept])).toEqual({ stored: 1, repeated: 20 });
  }, 60_000);

  it('is not begun behind one of a later format', async () => {
    for (let from = 1; from <= 4096; from += 512) await repository.store(passings(from, 512));
    expect(await redis.reader.strlen(key(`chunk:${CHUNK}`))).toBe(4097 * SLOT_BYTES);
    await redis.writer.setrange(key(`chunk:${CHUNK}`), 4, Buffer.from([FORMAT + 1, 0, 0, 0]));
    for (const by of [repository, new RedisPassingsRepository(redis, site)])
      await expect(by.store([passing(5000)])).rejects.toThrow(NewerFormat);
  }, 60_000);
});
