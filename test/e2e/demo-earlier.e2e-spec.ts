import { join } from 'node:path';
import { jest } from '@jest/globals';
import { account, type Passing, RedisPassingsRepository } from '#passings';
import { connectRedis, findRedisServer, PrivateRedis, untilReady } from '#redis';
import { passing } from './api.fixture.js';
import { ADMIN, BOX, gatewaysOnOneFolder, PATH } from './demo.fixture.js';
import { CREDENTIALS, until } from './gateway.fixture.js';

const FIRST_NUMBERED_S = 1_700_000_000;

describe('the demo of an earlier version, which kept its passings among the real ones', () => {
  const { dataDir, start, ask, passingsFor, printedPair, ride } = gatewaysOnOneFolder();
  const nowS = Math.floor(Date.now() / 1000);
  const invented = (from: number, count: number): Passing[] =>
    Array.from({ length: count }, (_, index) => {
      const timeUs = (nowS - 4000 + index) * 1_000_000;
      return passing({
        decoderId: 'velodrome',
        passingNumber: nowS - 4000 - FIRST_NUMBERED_S + from + index,
        transponderId: `FL-1000${index % 7}`,
        timeUs,
        receivedAtMs: timeUs / 1000,
      });
    });
  const real = (decoderId: string): Passing[] =>
    Array.from({ length: 5 }, (_, index) => {
      const timeUs = (nowS - 3990 + index) * 1_000_000;
      const transponderId = `HN-2000${index}`;
      return passing({
        decoderId,
        passingNumber: 501 + index,
        transponderId,
        timeUs,
        receivedAtMs: timeUs / 1000,
      });
    });

  async function before(batches: readonly Passing[][], decoders: Record<string, string> = {}): Promise<void> {
    const server = findRedisServer(PATH) ?? '';
    const redis = new PrivateRedis({ server, dataDir: join(dataDir(), 'redis') });
    await redis.start();
    const client = connectRedis(redis.url, { role: 'ingest' });
    await untilReady(client, 5000);
    const repository = new RedisPassingsRepository({ reader: client, writer: client }, 'main');
    for (const batch of batches) {
      const decoderId = batch[0]?.decoderId ?? '';
      const kept = await repository.ledger(decoderId);
      const numbers = batch.map(({ passingNumber }) => passingNumber ?? 0);
      const { ledger } = account(kept?.ledger, numbers, nowS * 1000);
      const change = { decoderId, from: kept?.version ?? 0, before: kept?.ledger, ledger };
      await repository.store(batch, [change]);
    }
    for (const [id, url] of Object.entries(decoders))
      await client.hset('cl:{main}:decoders', id, JSON.stringify({ url }));
    client.disconnect();
    await redis.stop();
  }

  it('is cleaned away at the first real start, and real passings stay', async () => {
    await before([invented(0, 900), real('finish')]);
    const said = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    await start({ ...ADMIN, ...BOX, COACHLINK_LOG: 'warn' });
    const rows = await until('they are gone', async () => {
      const found = await passingsFor(CREDENTIALS);
      return found.length <= 5 ? found : undefined;
    });
    expect(rows.map(({ decoder_id }) => decoder_id)).toEqual(Array(5).fill('finish'));
    const active = await ask<{ active_transponders: number }>(
      '/transponders/active?minutes=1440',
      CREDENTIALS,
    );
    expect(active.active_transponders).toBe(5);
    const told = said.mock.calls.map(([text]) => String(text)).filter((text) => text.includes('invented'));
    said.mockRestore();
    expect(told).toEqual([expect.stringMatching(/900 passings were invented by the demo .* removed/)]);
  }, 60_000);

  it('takes nothing from a real decoder that has the name of its own', async () => {
    await before([invented(0, 40), real('velodrome')]);
    await start({ ...ADMIN, ...BOX });
    const rows = await until('they are gone', async () => {
      const found = await passingsFor(CREDENTIALS);
      return found.length <= 5 ? found : undefined;
    });
    expect(rows.map(({ transponderid }) => transponderid).toSorted()).toEqual(
      real('velodrome').map(({ transponderId }) => transponderId),
    );
  }, 60_000);

  it('is no reason not to show the demo, which leaves them alone', async () => {
    await before([invented(0, 3)]);
    const welcome = await start();
    const pair = printedPair(welcome);
    await ride(pair, 'velodrome');
    expect((await passingsFor(pair)).some(({ transponderid }) => transponderid === 'FL-10000')).toBe(false);
  }, 60_000);

  it('gives way to the decoders that were added to it by the API', async () => {
    await before([invented(0, 3)], { gate: 'p3+tcp://127.0.0.1:1?loop=1' });
    const welcome = await start();
    expect(welcome).not.toContain('x-api-key');
    expect(welcome).toContain('gate');
  }, 60_000);
});
