import { Worker } from 'node:worker_threads';
import { EXPORT_FORMATS } from '../../apps/gateway/src/api/passings/rows/row-formats.js';
import type {
  AskedFile,
  FileOfRows,
  PassingsAnswers,
} from '../../apps/gateway/src/api/passings/reading/passings-answers.js';
import { StoreAnswers } from '../../apps/gateway/src/api/passings/reading/store-answers.js';
import { Piece } from '../../apps/gateway/src/api/passings/rows/piece.js';
import { AskedThread } from '../../apps/gateway/src/api/passings/thread/asked-thread.js';
import { ThreadAnswers } from '../../apps/gateway/src/api/passings/thread/thread-answers.js';
import { storageTroubleOf } from '../../apps/gateway/src/platform/storage/storage-trouble.js';
import { type Passing, RedisPassingsRepository, RedisSites } from '#passings';
import { Redis } from 'ioredis';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';

const START_US = 1_707_800_000_000_000;
const SECOND_US = 1_000_000;
const PASSINGS = 2000;
const BATCH = 1000;
const SITE = 'track';
const PIECE_BYTES = 4096;

const batchFrom = (first: number): Passing[] =>
  Array.from({ length: BATCH }, (_, at) =>
    aPassing({
      passingNumber: first + at + 1,
      transponderId: String(1000 + (at % 20)),
      timeUs: START_US + (first + at) * SECOND_US,
    }),
  );

const everything = {
  startMs: START_US / 1000,
  endMs: START_US / 1000 + PASSINGS * 1000,
  order: 'asc',
  transponderId: null,
  decoderId: null,
  loopId: null,
} as const;
const allSessions = { inputs: false, ...everything, gapMinutes: 1, limit: 100 };

/** Returns a file whose pieces are requested several at a time. */
async function textOf(answers: PassingsAnswers, asked: AskedFile): Promise<string> {
  const file = answers.file(SITE, asked);
  let text = '';
  try {
    const filling = [file.fill(Piece.of(PIECE_BYTES)), file.fill(Piece.of(PIECE_BYTES))];
    for (let next = filling.shift(); next !== undefined; next = filling.shift()) {
      const { piece, isLast } = await next;
      text += piece.bytes.toString('utf8', 0, piece.length);
      if (isLast) break;
      filling.push(file.fill(piece));
    }
    await Promise.all(filling);
  } finally {
    file.close();
  }
  return text;
}

describe('the thread that reads what may be long', () => {
  let server: RedisOnPort;
  let redis: Redis;
  let here: StoreAnswers;
  let thread: ThreadAnswers;

  beforeAll(async () => {
    server = new RedisOnPort(await freePort());
    await server.start();
    redis = new Redis(server.url);
    redis.on('error', () => undefined); // stopped in the last test
    const connections = { reader: redis, writer: redis };
    const sites = new RedisSites((site) => new RedisPassingsRepository(connections, site));
    const repository = sites.of(SITE);
    for (let from = 0; from < PASSINGS; from += BATCH) await repository.store(batchFrom(from));
    here = new StoreAnswers(sites);
    thread = new ThreadAnswers({ url: server.url });
  });

  afterAll(async () => {
    await thread.onApplicationShutdown();
    redis.disconnect();
    await server.remove();
  });

  const terminate = async (): Promise<void> => {
    const { thread: asked } = thread as unknown as { readonly thread: { readonly worker: Worker } };
    await asked.worker.terminate();
  };

  it('answers byte by byte what is answered without it', async () => {
    const page = { ...everything, limit: 1500 };
    const answers = await Promise.all([
      thread.ask('passings', SITE, page),
      thread.ask('sessions', SITE, allSessions),
    ]);
    expect(answers.map((bytes) => Buffer.from(bytes).toString())).toEqual(
      (await Promise.all([here.ask('passings', SITE, page), here.ask('sessions', SITE, allSessions)])).map(
        (bytes) => Buffer.from(bytes).toString(),
      ),
    );
    expect(Buffer.from(answers[0]).toString()).toContain('"count":1500');
    const window = { fromUs: START_US, untilUs: START_US + PASSINGS * SECOND_US };
    expect(await thread.ask('active', SITE, window)).toBe(20);
  });

  it.each(EXPORT_FORMATS.map(({ mediaType }) => mediaType))(
    'writes the same files, some at once: %s',
    async (mediaType) => {
      const asked = { ...everything, mediaType };
      const [expected, whole, begin] = await Promise.all([
        textOf(here, asked),
        textOf(thread, asked),
        textOf(thread, { ...asked, limit: 100 }),
      ]);
      expect(expected.split('\n').length).toBeGreaterThan(PASSINGS);
      expect(whole).toBe(expected);
      expect(begin.split('\n').length).toBeGreaterThan(100);
      expect(expected.startsWith(begin)).toBe(true);
    },
  );

  it('does not let a file look whole when the thread ended, and begins anew for the next question', async () => {
    const file: FileOfRows = thread.file(SITE, { ...everything, mediaType: 'text/csv' });
    const { piece, isLast } = await file.fill(Piece.of(PIECE_BYTES));
    expect(isLast).toBe(false);
    await terminate();
    await expect(file.fill(piece)).rejects.toThrow(/is not open/);
    file.close();
    expect(await thread.ask('active', SITE, { fromUs: START_US, untilUs: START_US + SECOND_US })).toBe(2);
  });

  it('fails what is under way when the thread ends', async () => {
    const asked = thread.ask('sessions', SITE, allSessions);
    const failed = expect(asked).rejects.toThrow(/the reading thread ended/);
    await terminate();
    await failed;
  });

  it('answers with a 503 what needs more memory than the thread may have', async () => {
    const reasons: Error[] = [];
    const small = new AskedThread(
      { redisUrl: server.url },
      // Less than its program needs. With 2 MB Node 24 cannot even make the thread, and ends the whole process.
      { maxOldGenerationSizeMb: 5, maxYoungGenerationSizeMb: 1 },
      (reason) => reasons.push(reason),
    );
    const asked = small.ask({ kind: 'query', name: 'sessions', site: SITE, asked: allSessions }, []);
    await expect(asked).rejects.toMatchObject({ status: 503, reason: 'request.too_much_memory' });
    expect(reasons).toHaveLength(1);
    await small.end();
  });

  it('says what is wrong with the storage', async () => {
    expect(await thread.ask('active', SITE, { fromUs: START_US, untilUs: START_US })).toBe(1);
    await server.kill();
    const error: unknown = await thread.ask('sessions', SITE, allSessions).catch((reason: unknown) => reason);
    expect(storageTroubleOf(error)).toBe('down');
  });
});
