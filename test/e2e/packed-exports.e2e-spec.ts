import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { NaivePassingsRepository } from '../../libs/passings/src/testing/naive-passings.repository.js';
import { passing, startTestApi, type TestApi } from './api.fixture.js';
import { EndlessPassings } from './exports.fixture.js';
import { until } from './gateway.fixture.js';
import { askPacked, begun } from './packed.fixture.js';

const PATH = '/api/v1/passings';
const FILES = [
  ['gzip', 'text/csv'],
  ['br', 'text/csv'],
  ['gzip', 'application/x-ndjson'],
  ['br', 'application/x-ndjson'],
] as const;

describe('a packed export', () => {
  let api: TestApi;
  afterEach(() => api.stop());

  const opened = (coding: string, accept = 'text/csv'): Promise<IncomingMessage> =>
    begun(api.port, PATH, { Accept: accept, 'Accept-Encoding': coding });
  const unpacker = (coding: string) => (coding === 'br' ? createBrotliDecompress() : createGunzip());

  it.each(FILES)('%s has the rows of the plain one, %s', async (coding, Accept) => {
    const repository = new NaivePassingsRepository();
    api = await startTestApi({ repository });
    await repository.store(
      // Passings for more than one piece.
      Array.from({ length: 8000 }, (_, at) => passing({ passingNumber: at + 1 })),
    );
    const plain = await askPacked(api.port, PATH, { Accept });
    const packed = await askPacked(api.port, PATH, { Accept, 'Accept-Encoding': coding });
    expect(packed.headers).toMatchObject({
      'content-encoding': coding,
      'content-type': plain.headers['content-type'],
      'content-disposition': plain.headers['content-disposition'],
      vary: 'Accept, Accept-Encoding',
    });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.text === plain.text).toBe(true);
    expect(plain.bytes.length).toBeGreaterThan(600_000);
    expect(packed.bytes.length * 8).toBeLessThan(plain.bytes.length);
    const head = await askPacked(api.port, PATH, { Accept, 'Accept-Encoding': coding }, 'HEAD');
    expect([head.status, head.bytes.length, head.headers['content-encoding']]).toEqual([200, 0, coding]);
  });

  it.each(FILES)('%s can be read as far as it is made: %s', async (coding, accept) => {
    const repository = new EndlessPassings();
    let release = (): void => undefined;
    const goOn = new Promise<void>((resolve) => (release = resolve));
    // Each thousand rows take about 100 kB, and a piece of the file 512 kB.
    repository.before = async (given) => {
      if (given >= 12) await goOn;
    };
    repository.failsAfter = 20;
    api = await startTestApi({ repository });
    const incoming = await opened(coding, accept);
    const unpacked = incoming.pipe(unpacker(coding));
    let read = 0;
    unpacked.on('data', (bytes: Buffer) => (read += bytes.length));
    unpacked.on('error', () => undefined);
    incoming.on('error', () => undefined);
    await until('the first piece is read, whole', () => (read > 500_000 ? true : undefined));
    release();
    await until('its end is noticed', () => (incoming.destroyed ? true : undefined));
  });

  it.each(['gzip', 'br'])('%s is cut where Redis goes away in the middle', async (coding) => {
    const repository = new EndlessPassings();
    repository.failsAfter = 100;
    api = await startTestApi({ repository });
    const incoming = await opened(coding);
    incoming.resume();
    await expect(once(incoming, 'end')).rejects.toThrow('aborted');
    expect(incoming.complete).toBe(false);
  });

  it.each(['gzip', 'br'])('%s is a problem, unpacked, where nothing can be read at all', async (coding) => {
    const repository = new EndlessPassings();
    repository.failsAfter = 0;
    api = await startTestApi({ repository });
    const answer = await askPacked(api.port, PATH, { Accept: 'text/csv', 'Accept-Encoding': coding });
    expect([answer.status, answer.headers['content-encoding']]).toEqual([503, undefined]);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 503 });
  });

  it.each(['gzip', 'br'])('%s ends its reading when the client goes away', async (coding) => {
    const repository = new EndlessPassings();
    api = await startTestApi({ repository });
    const incoming = await opened(coding);
    await once(incoming, 'data');
    incoming.destroy();
    await until('the reading is over', () => repository.isOver || undefined);
  });

  it.each(['gzip', 'br'])('%s waits for a client that does not read', async (coding) => {
    const repository = new EndlessPassings();
    api = await startTestApi({ repository });
    const incoming = await opened(coding);
    incoming.pause();
    // The sockets hold some megabytes of packed data.
    let given = -1;
    await until('nothing more is read', async () => {
      const before = given;
      given = repository.given;
      await delay(500);
      return given === before || undefined;
    });
    expect(repository.isOver).toBe(false);
    incoming.destroy();
    await until('the reading is over', () => repository.isOver || undefined);
  });
});
