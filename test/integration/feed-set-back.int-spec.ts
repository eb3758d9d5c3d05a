import fc from 'fast-check';
import { Redis } from 'ioredis';
import { account, type Passing, RedisPassingsRepository, type ShownPassing } from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { FeedReader, shown } from './feed-reader.js';

const RUNS = Number(process.env.COACHLINK_PROPERTY_RUNS ?? 150);
const SITE = 'main';
const DAY_US = 86_400_000_000;
const always = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER };

interface Connections {
  readonly writer: Redis;
  readonly reader: Redis;
}

function connectionsTo(server: RedisOnPort): Connections {
  const connections = { writer: new Redis(server.url), reader: new Redis(server.url) };
  for (const connection of [connections.writer, connections.reader]) {
    connection.setMaxListeners(0);
    connection.on('error', () => undefined);
  }
  return connections;
}

function disconnect({ writer, reader }: Connections): void {
  writer.disconnect();
  reader.disconnect();
}

async function keptIn(repository: RedisPassingsRepository): Promise<ShownPassing[]> {
  const page = await repository.find({ window: always, order: 'asc', limit: 50_000 });
  return page.passings().map(shown);
}

const texts = (passings: readonly ShownPassing[]): string[] =>
  passings.map((each) => JSON.stringify(each)).sort();

/** Passings of one decoder whose clock goes to and fro between two chunks. */
const passingsFrom = (from: number, count: number): Passing[] =>
  Array.from({ length: count }, (_, at) =>
    aPassing({
      passingNumber: from + at,
      timeUs: START_US + (from + at) * 1000 + ((from + at) % 3) * 600_000_000,
    }),
  );

describe('the feed of a storage that was set back', () => {
  let server: RedisOnPort;
  let connections: Connections;

  beforeAll(async () => {
    server = new RedisOnPort(await freePort(), ['--enable-debug-command', 'yes']);
    await server.start();
    connections = connectionsTo(server);
  });

  afterAll(async () => {
    disconnect(connections);
    await server.remove();
  });

  type Snapshot = readonly (readonly [key: string, dump: Buffer])[];

  const snapshot = async (): Promise<Snapshot> => {
    const keys = await connections.writer.keys('*');
    const dumps = await Promise.all(keys.map((key) => connections.writer.dumpBuffer(key)));
    return keys.flatMap((key, at) => (dumps[at] == null ? [] : [[key, dumps[at]] as const]));
  };

  /** Puts the data of a snapshot in the place of those there, as a server of another history has them. */
  const setBackTo = async (data: Snapshot): Promise<void> => {
    await connections.writer.flushall();
    for (const [key, dump] of data) await connections.writer.restore(key, 0, dump);
    await connections.writer.call('DEBUG', 'CHANGE-REPL-ID');
  };

  it('lacks nothing for any reader, whatever branch of the past comes back', async () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ store: fc.integer({ min: 1, max: 9 }) }) },
      { weight: 3, arbitrary: fc.record({ read: fc.integer({ min: 0, max: 2 }) }) },
      { weight: 2, arbitrary: fc.constant('remember' as const) },
      { weight: 2, arbitrary: fc.record({ setBack: fc.nat() }) },
      { weight: 1, arbitrary: fc.constant('other server' as const) },
      { weight: 1, arbitrary: fc.constant('feed deleted' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 30 }), async (steps) => {
        await setBackTo([]);
        let repository = new RedisPassingsRepository(connections, SITE);
        const readers = await Promise.all(
          [1, 4, 50].map(async (limit) => FeedReader.fromOldest(repository.feed, limit)),
        );
        const snapshots = [await snapshot()];
        let number = 1;
        const goOn = (): void => {
          repository = new RedisPassingsRepository(connections, SITE);
          for (const reader of readers) reader.follow(repository.feed);
        };
        for (const each of steps) {
          if (each === 'remember') snapshots.push(await snapshot());
          else if (each === 'other server') {
            await connections.writer.call('DEBUG', 'CHANGE-REPL-ID');
            goOn();
          } else if (each === 'feed deleted') await connections.writer.del(`cl:{${SITE}}:feed`);
          else if ('store' in each) {
            await repository.store(passingsFrom(number, each.store));
            number += each.store;
          } else if ('read' in each) {
            const reader = readers[each.read];
            await reader?.catchUp();
            expect(reader?.lacking(await keptIn(repository))).toEqual([]);
          } else {
            await setBackTo(snapshots[each.setBack % snapshots.length] ?? []);
            goOn();
          }
        }
        const kept = await keptIn(repository);
        for (const reader of readers) {
          await reader.catchUp();
          expect(reader.lacking(kept)).toEqual([]);
          if (reader.rewinds === 0) expect(new Set(texts(reader.told)).size).toBe(reader.told.length);
        }
        const isSetBack = steps.some(
          (each) => each === 'feed deleted' || (typeof each === 'object' && 'setBack' in each),
        );
        if (!isSetBack) expect(readers.map(({ rewinds }) => rewinds)).toEqual([0, 0, 0]);
      }),
      { numRuns: RUNS },
    );
  }, 240_000);
});

describe('an append-only file that was torn in the last bytes of a step', () => {
  it('has all of that step or nothing, whatever was stored behind it', async () => {
    const server = new RedisOnPort(await freePort(), ['--appendonly', 'yes', '--appendfsync', 'always']);
    await server.start();
    let connections = connectionsTo(server);
    const startAnew = async (): Promise<RedisPassingsRepository> => {
      await server.kill();
      disconnect(connections);
      await server.start();
      connections = connectionsTo(server);
      return new RedisPassingsRepository(connections, SITE);
    };
    try {
      const torn = Array.from({ length: 9 }, (_, at) => at + 1);
      const { ledger } = account(undefined, torn, 1);
      const repository = new RedisPassingsRepository(connections, SITE);
      await repository.store([aPassing({ decoderId: 'first', passingNumber: 1, timeUs: START_US })]);
      await repository.store(
        torn.map((passingNumber) => aPassing({ passingNumber, timeUs: START_US + passingNumber })),
        [{ decoderId: 'finish', from: 0, before: undefined, ledger }],
      );
      await server.kill();
      // All of the step is there but its last command, EXEC.
      server.tear(5);
      const behind = aPassing({ decoderId: 'other', passingNumber: 1, timeUs: START_US + 100 });
      await (await startAnew()).store([behind]);
      const anew = await startAnew();
      const kept = await keptIn(anew);
      const isCounted = (await anew.ledger('finish')) !== undefined;
      expect(kept.filter(({ decoderId }) => decoderId === 'finish')).toHaveLength(isCounted ? 9 : 0);
      expect(kept.filter(({ decoderId }) => decoderId !== 'finish')).toHaveLength(2);
    } finally {
      disconnect(connections);
      await server.remove();
    }
  }, 60_000);
});

describe('the feed of an append-only file that a power cut tore', () => {
  it('has each kept passing once, after the first start and after the second', async () => {
    const drawn = fc.record({
      before: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
      tornBytes: fc.integer({ min: 1, max: 2500 }),
      between: fc.integer({ min: 0, max: 9 }),
      after: fc.integer({ min: 0, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ before, tornBytes, between, after }) => {
        const server = new RedisOnPort(await freePort(), ['--appendonly', 'yes', '--appendfsync', 'always']);
        await server.start();
        let connections = connectionsTo(server);
        let number = 1;
        const lives = [...before.map((count) => [count]), [between], [after]];
        const reader = await FeedReader.fromOldest(new RedisPassingsRepository(connections, SITE).feed, 5);
        const startAnew = async (): Promise<RedisPassingsRepository> => {
          disconnect(connections);
          await server.start();
          connections = connectionsTo(server);
          const repository = new RedisPassingsRepository(connections, SITE);
          reader.follow(repository.feed);
          return repository;
        };
        try {
          let repository = new RedisPassingsRepository(connections, SITE);
          for (const [index, [count = 0]] of lives.entries()) {
            await repository.store(passingsFrom(number, count));
            number += count;
            await reader.catchUp();
            if (index < before.length - 1) continue;
            await server.kill();
            if (index === before.length - 1) server.tear(tornBytes);
            repository = await startAnew();
          }
          await repository.compactBefore(START_US + 2 * DAY_US);
          const kept = await keptIn(repository);
          await reader.catchUp();
          expect(reader.lacking(kept)).toEqual([]);
          const anew = await FeedReader.fromOldest(repository.feed, 7);
          await anew.catchUp();
          expect(texts(anew.told)).toEqual(texts(kept));
        } finally {
          disconnect(connections);
          await server.remove();
        }
      }),
      { numRuns: Math.max(1, Math.round(RUNS / 10)) },
    );
  }, 240_000);
});
