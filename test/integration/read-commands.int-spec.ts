import { Redis } from 'ioredis';
import { type PassingsRepository, RedisPassingsRepository } from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';

const DAY_US = 86_400_000_000;
const START_US = 19_700 * DAY_US;
/** Commands whose time does not grow with the data beside the answer. */
const BOUNDED = new Set([
  'zrangebyscore',
  'zrevrangebyscore',
  'zrange',
  'getrange',
  'get',
  'hvals',
  'hget',
  'hstrlen',
  'hmget',
  'hexists',
]);

const passings = Array.from({ length: 300 }, (_, at) =>
  aPassing({
    decoderId: at % 2 === 0 ? 'finish' : 'pit',
    passingNumber: at + 1,
    transponderId: String(1000 + (at % 20)),
    timeUs: START_US + at * 2_000_000_000,
  }),
);

describe('what is asked of Redis', () => {
  const heard: { readonly command: string; readonly source: string }[] = [];
  let server: RedisOnPort;
  let clients: Record<'writer' | 'reader' | 'ear', Redis>;
  let monitor: Redis;
  let repository: PassingsRepository;

  beforeAll(async () => {
    server = new RedisOnPort(await freePort());
    await server.start();
    const connect = (): Redis => new Redis(server.url);
    clients = { writer: connect(), reader: connect(), ear: connect() };
    repository = new RedisPassingsRepository(clients, 'main');
    monitor = await clients.ear.monitor();
    monitor.on('monitor', (_time: string, [command = '']: string[], source: string) => {
      heard.push({ command: command.toLowerCase(), source });
    });
    await repository.store(passings);
    await repository.compactBefore(START_US + 3 * DAY_US);
  });

  afterAll(async () => {
    for (const client of [...Object.values(clients), monitor]) client.disconnect();
    await server.remove();
  });

  const addressOf = async (client: Redis): Promise<string> =>
    /addr=([^ ]+)/.exec(await client.client('INFO'))?.[1] ?? '';

  it('by questions: nothing that grows with all that is kept, and nothing over the connection that stores', async () => {
    const [reader, writer] = [await addressOf(clients.reader), await addressOf(clients.writer)];
    heard.length = 0;
    const window = { fromUs: START_US, untilUs: START_US + 400 * DAY_US };
    for (const order of ['asc', 'desc'] as const) {
      for (const filter of [{}, { transponderId: '1003' }, { decoderId: 'pit' }, { loopId: 1 }]) {
        (await repository.find({ window, order, limit: 100, ...filter })).passings();
        for await (const rows of repository.read({ window, order, ...filter }))
          expect(rows.length).toBeGreaterThan(0);
      }
    }
    await repository.sessions({ window, limit: 100 });
    await repository.sessions({ window, limit: 100, gapUs: 60_000_000, transponderId: '1003' });
    await repository.countActive({ fromUs: START_US + 1, untilUs: START_US + 2 * DAY_US });

    // `echo` is sent last, so that it is heard last.
    await clients.reader.echo('end');
    while (!heard.some(({ command }) => command === 'echo')) await new Promise(setImmediate);
    const asked = heard.filter(({ source }) => source === reader).map(({ command }) => command);
    expect(asked.length).toBeGreaterThan(20);
    expect(new Set(asked.filter((command) => command !== 'echo' && !BOUNDED.has(command)))).toEqual(
      new Set(),
    );
    expect(heard.filter(({ source }) => source === writer)).toEqual([]);
  });
});
