import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../apps/simulator/src/track/random.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { GatewayProcess } from './gateway-process.js';
import { FIRST_US, keepHistory } from './kept-history.js';
import { report } from './report.js';
import { RssWatch } from './rss-watch.js';
import { type Client, takeFile, type TakenFile } from './taken-file.js';
import { IS_FULL } from './trial.js';

/**
 * Passings a second: 120,000 in each chunk of the full form. The short form has fewer in each, so that there are more
 * chunks than are fetched ahead.
 */
const PER_SECOND = IS_FULL ? 200 : 50;
const ROWS = IS_FULL ? 3_000_000 : 240_000;
const FILES = IS_FULL ? 20 : 4;
const MEDIA_TYPES = ['text/csv', 'application/x-ndjson'] as const;
const MB = 1_000_000;
/** Pause of the gateway, longer than any time limit of the client of Redis that answers people. */
const HELD_MS = 2500;
const HELD_TIMES = IS_FULL ? 3 : 1;
const LONGEST_BETWEEN_MS = IS_FULL ? 4000 : 1000;
/** Rate of the line to Redis, so that data is always on its way. */
const SLOW_LINE = { bytesPerSecond: 4 * MB };
const CLIENT_LIBRARY = /Command timed out|Socket timeout|MaxRetries|Connection is closed|isn't writeable/;

describe('exports of dense chunks', () => {
  const seed = Number(process.env.COACHLINK_TEST_SEED ?? Math.floor(Math.random() * 1_000_000));
  const random = seededRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'coachlink-trial-'));
  const busy: ChildProcess[] = [];
  let redis: RedisOnPort;
  let line: FaultProxy;
  let gateway: GatewayProcess;
  const calm = new Map<string, TakenFile>();

  beforeAll(async () => {
    process.stdout.write(`trial: COACHLINK_TEST_SEED=${seed}\n`);
    redis = new RedisOnPort(await freePort(), ['--save', '']);
    await redis.start();
    const gapUs = 1_000_000 / PER_SECOND;
    await keepHistory(redis.url, {
      passings: ROWS,
      transponders: 20_000,
      timeUs: (at) => FIRST_US + at * gapUs,
    });
    line = await FaultProxy.open(redis.port, random);
    gateway = new GatewayProcess(await freePort(), {
      REDIS_URL: `redis://127.0.0.1:${line.port}`,
      COACHLINK_DATA_DIR: folder,
    });
    gateway.start();
    await gateway.until('it answers', () => gateway.ask('POST', '/passings', { limit: 1 }));
    for (const mediaType of MEDIA_TYPES)
      calm.set(mediaType, await takeFile(gateway.port, clientOf(mediaType)));
  }, 900_000);

  afterAll(async () => {
    for (const each of busy.splice(0)) each.kill('SIGKILL');
    gateway.signal('SIGCONT');
    await gateway.kill();
    await line.close();
    await redis.remove();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const clientOf = (mediaType: string, more: Partial<Client> = {}): Client => ({
    mediaType,
    pauseEveryBytes: Infinity,
    pauseMs: 0,
    ...more,
  });

  /** Takes a file, slowly, while the whole gateway stands still a few times. */
  async function takeHeld(mediaType: string, isPacked: boolean): Promise<TakenFile> {
    const isSlow = random() < 0.7;
    const slow = { pauseEveryBytes: (5 + random() * 20) * MB, pauseMs: 300 * random() };
    const taken = takeFile(gateway.port, clientOf(mediaType, { isPacked, ...(isSlow ? slow : {}) }));
    for (let time = 0; time < HELD_TIMES; time++) {
      await delay(LONGEST_BETWEEN_MS * (0.2 + 0.8 * random()));
      await hold();
    }
    return taken;
  }

  async function hold(): Promise<void> {
    gateway.signal('SIGSTOP');
    await delay(HELD_MS);
    gateway.signal('SIGCONT');
  }

  it('are whole, however slow the gateway, its line to Redis and its client are', async () => {
    const watch = new RssWatch(gateway);
    line.set(SLOW_LINE);
    // Other processes use the processors during the second half.
    const [files, beginMs] = [[] as TakenFile[], performance.now()];
    for (let file = 0; file < FILES; file++) {
      if (IS_FULL && file === FILES / 2)
        for (let each = 0; each < 2; each++) busy.push(spawn(process.execPath, ['-e', 'for(;;);']));
      // Two files of four are packed on their way.
      files.push(await takeHeld(MEDIA_TYPES[file % 2] ?? 'text/csv', file % 4 >= 2));
    }
    for (const each of busy.splice(0)) each.kill('SIGKILL');
    line.set({});
    watch.stop();
    const whole = files.filter(
      ({ isWhole, hash }, at) => isWhole && hash === calm.get(MEDIA_TYPES[at % 2] ?? '')?.hash,
    );
    const seconds = Math.round((performance.now() - beginMs) / 1000);
    const { firstMb, mostMb } = watch;
    report('exports of dense chunks', {
      rows: ROWS,
      files: FILES,
      whole: whole.length,
      seconds,
      firstMb,
      mostMb,
    });
    expect([...calm.values()].map(({ rows, isWhole }) => [rows, isWhole])).toEqual([
      [ROWS + 1, true],
      [ROWS, true],
    ]);
    expect(whole).toHaveLength(FILES);
    expect(gateway.said).not.toMatch(CLIENT_LIBRARY);
    expect(mostMb - firstMb).toBeLessThan(150);
  }, 7_200_000);

  it('end so that a client notices where Redis is really away, and the log says why', async () => {
    line.set(SLOW_LINE);
    let isGone = false;
    const file = await takeFile(
      gateway.port,
      clientOf('text/csv', {
        pauseEveryBytes: MB,
        pauseMs: 50,
        onPiece: () => {
          if (isGone) return;
          isGone = true;
          line.break('reset_server');
          void redis.kill();
        },
      }),
    );
    report('an export whose Redis went away', { rows: file.rows, isWhole: file.isWhole });
    expect([file.status, file.isWhole]).toEqual([200, false]);
    expect(file.rows).toBeLessThan(ROWS);
    await gateway.saysOrEnds(/GET [/]api[/]v1[/]passings: The storage [a-z ]+\./);
    expect(gateway.said).toMatch(/GET [/]api[/]v1[/]passings: The storage [a-z ]+\./);
    expect(gateway.said).not.toMatch(CLIENT_LIBRARY);
  }, 120_000);
});
