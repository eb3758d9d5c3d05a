import { RedisSites, type StoreConnections } from '#passings';
import { connectRedis, untilReady } from '#redis';
import { FeedTails } from '../../apps/gateway/src/api/feed/tail/feed-tails.js';
import { StoredElsewhere } from '../../apps/gateway/src/api/feed/tail/stored-elsewhere.js';
import { StoredBatches } from '../../apps/gateway/src/intake/ingest/stored-batches.js';
import { readEnvironment } from '../../apps/gateway/src/platform/config/environment.js';
import { RedisPassingsRepository } from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';

/** The parts of a gateway that follow what is stored. */
class Gateway {
  readonly batches = new StoredBatches();
  readonly tails: FeedTails;
  readonly poked: string[] = [];
  private readonly elsewhere: StoredElsewhere;
  private tellPoke = (): void => undefined;

  constructor(server: RedisOnPort, connections: StoreConnections, site: string) {
    const config = readEnvironment({ REDIS_URL: server.url, COACHLINK_SITE: site, COACHLINK_DEMO: 'off' });
    const sites = new RedisSites((name) => new RedisPassingsRepository(connections, name));
    this.tails = new FeedTails(sites, new StoredBatches(), config);
    this.tails.poke = (name) => {
      this.poked.push(name);
      this.tellPoke();
    };
    this.elsewhere = new StoredElsewhere(connections, { url: server.url }, this.batches, this.tails, config);
    this.elsewhere.onApplicationBootstrap();
  }

  async untilPoked(): Promise<void> {
    while (this.poked.length === 0)
      await new Promise<void>((resolve) => {
        this.tellPoke = resolve;
      });
  }

  end(): void {
    this.elsewhere.onApplicationShutdown();
  }
}

describe(StoredElsewhere.name, () => {
  let server: RedisOnPort;
  let connections: StoreConnections;
  const gateways: Gateway[] = [];

  beforeAll(async () => {
    server = new RedisOnPort(await freePort());
    await server.start();
    const [writer, reader] = [0, 1].map(() => connectRedis(server.url, { role: 'ingest' }));
    if (writer === undefined || reader === undefined) throw new Error('two connections');
    connections = { writer, reader };
    await Promise.all([untilReady(writer, 10_000), untilReady(reader, 10_000)]);
  });
  afterEach(() => {
    for (const gateway of gateways.splice(0)) gateway.end();
  });
  afterAll(async () => {
    connections.writer.disconnect();
    connections.reader.disconnect();
    await server.remove();
  });

  const start = (site = 'main'): Gateway => {
    const gateway = new Gateway(server, connections, site);
    gateways.push(gateway);
    return gateway;
  };
  const subscribers = async (site: string): Promise<number> => {
    const [, count] = (await connections.reader.pubsub('NUMSUB', `cl:{${site}}:feed:stored`)) as [
      string,
      number,
    ];
    return count;
  };
  const untilHeard = async (site: string, count: number): Promise<void> => {
    while ((await subscribers(site)) < count);
  };

  it('wakes the readers of another gateway, and not its own', async () => {
    const [one, other, elsewhere] = [start(), start(), start('other')];
    await untilHeard('main', 2);
    await untilHeard('other', 1);
    one.batches.tell([aPassing({ passingNumber: 1, timeUs: 1 })]);
    await other.untilPoked();
    elsewhere.batches.tell([aPassing({ passingNumber: 1, timeUs: 1 })]);
    other.batches.tell([aPassing({ passingNumber: 1, timeUs: 1 })]);
    await one.untilPoked();
    expect([one.poked, elsewhere.poked]).toEqual([['main'], []]);
    expect(other.poked).toEqual(['main']);
  });

  it('hears again after Redis was away', async () => {
    const [one, other] = [start(), start()];
    await untilHeard('main', 2);
    await connections.reader.call('CLIENT', 'KILL', 'TYPE', 'PUBSUB');
    await untilHeard('main', 2);
    one.batches.tell([aPassing({ passingNumber: 1, timeUs: 1 })]);
    await other.untilPoked();
    expect(other.poked).toEqual(['main']);
  });
});
