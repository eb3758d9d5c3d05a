import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { PrivateRedis } from '#redis';
import { SmallDisk } from '../support/small-disk.js';
import { redisServer } from '../support/redis-on-port.js';

const DEADLINE_MS = 30_000;
jest.setTimeout(4 * DEADLINE_MS);
const itWithDisk = SmallDisk.isPossible() ? it : it.skip;

describe('the files of a private Redis', () => {
  let folder: string;
  let dataDir: string;
  let warned: string[];
  let redis: PrivateRedis | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coachlink-files-'));
    dataDir = join(folder, 'redis');
    warned = [];
  });
  afterEach(async () => {
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<PrivateRedis> {
    const onWarning = (message: string): void => {
      warned.push(message);
    };
    redis = new PrivateRedis({ server: redisServer(), dataDir, onWarning });
    await redis.start();
    return redis;
  }

  async function ask(command: string, ...args: string[]): Promise<string> {
    const client = new Redis({
      path: join(dataDir, 'redis.sock'),
      lazyConnect: true,
      retryStrategy: () => null,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return String(await client.call(command, ...args));
    } finally {
      client.disconnect();
    }
  }

  async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    const endMs = performance.now() + DEADLINE_MS;
    while (!(await condition())) {
      if (performance.now() > endMs)
        throw new Error(`not within ${DEADLINE_MS} ms: ${what}; ${warned.join('; ')}`);
      await delay(20);
    }
  }

  const rewritten = (): Promise<void> =>
    until('its file is written anew', async () =>
      /aof_rewrite_in_progress:0[^]*aof_last_rewrite_time_sec:\d/.test(await ask('INFO', 'persistence')),
    );

  const files = (): string => join(dataDir, 'appendonlydir');
  const file = (kind: 'base' | 'incr'): string => {
    const found = readdirSync(files()).find((name) => name.includes(`.${kind}.`));
    if (found === undefined) throw new Error(`no ${kind} among ${readdirSync(files()).join(', ')}`);
    return join(files(), found);
  };
  const manifest = (): string => join(files(), 'appendonly.aof.manifest');

  /** Leaves a stopped Redis with keys in the base and 100 in the increment. */
  async function filled(): Promise<void> {
    await start();
    await ask('SET', 'in', 'base');
    await rewritten();
    for (let each = 0; each < 100; each++) await ask('SET', `k${each}`, String(each));
    await redis?.stop();
  }

  async function hasAll(): Promise<void> {
    expect(await ask('DBSIZE')).toBe('101');
    expect(await ask('MGET', 'in', 'k0', 'k99')).toBe('base,0,99');
  }

  /** Puts runs of zeros of these lengths between quarters of the increment's commands. */
  function withHoles(...lengths: number[]): void {
    const bytes = readFileSync(file('incr'));
    const parts: Buffer[] = [];
    let from = 0;
    for (const [index, length] of lengths.entries()) {
      const to = bytes.indexOf('*3\r\n', ((index + 1) * bytes.length) / (lengths.length + 1));
      parts.push(bytes.subarray(from, to), Buffer.alloc(length));
      from = to;
    }
    writeFileSync(file('incr'), Buffer.concat([...parts, bytes.subarray(from)]));
  }

  it.each([[[4096]], [[1]], [[4096, 4096, 100]], [[10, 5000]]])(
    'with holes of %j zeros: starts with everything, says what was cut, and keeps the file as it was',
    async (lengths) => {
      await filled();
      withHoles(...lengths);
      const damaged = readFileSync(file('incr'));
      await start();
      await hasAll();
      expect(warned.join('\n')).toMatch(
        /incr\.aof had .* of zeros, as Redis leaves them when its disk is full: cut out/,
      );
      expect(warned.join('\n')).toMatch(/commands behind are kept, and no data was cut/);
      const kept = join(dataDir, 'damaged-append-only');
      const [time = ''] = readdirSync(kept);
      const [name = ''] = readdirSync(join(kept, time)).filter((each) => each.endsWith('.aof'));
      expect(readFileSync(join(kept, time, name)).equals(damaged)).toBe(true);
      expect(readFileSync(join(kept, time, 'what-was-cut.txt'), 'utf8')).toContain('cut out');
      await rewritten();
      expect(readFileSync(file('incr')).includes('\0\0\0\0')).toBe(false);
    },
  );

  it('keeps the newest three damaged files', async () => {
    for (let each = 0; each < 5; each++) {
      await filled();
      withHoles(10);
    }
    await start();
    expect(readdirSync(join(dataDir, 'damaged-append-only'))).toHaveLength(3);
  });

  it('torn by a second hole: goes back to what is whole, says so, and takes later files away with it', async () => {
    await filled();
    const bytes = readFileSync(file('incr'));
    const half = bytes.indexOf('*3\r\n', bytes.length / 2);
    const torn = Buffer.concat([
      bytes.subarray(0, 23),
      Buffer.alloc(20),
      bytes.subarray(23, half + 10),
      Buffer.alloc(30),
      bytes.subarray(bytes.indexOf('*3\r\n', half + 50)),
    ]);
    writeFileSync(file('incr'), torn);
    const later = file('incr').replace(/\.(\d+)\.incr/, (_, number) => `.${Number(number) + 1}.incr`);
    writeFileSync(later, bytes.subarray(0, 23 + 31));
    const [, sequence] = /\.(\d+)\.incr/.exec(later) ?? [];
    appendFileSync(manifest(), `file ${later.split('/').at(-1) ?? ''} seq ${sequence ?? ''} type i\n`);
    await start();
    const size = Number(await ask('DBSIZE'));
    expect(size).toBeGreaterThan(40);
    expect(size).toBeLessThan(60);
    expect(await ask('MGET', 'in', 'k0', `k${size - 2}`, `k${size - 1}`)).toBe(`base,0,${size - 2},`);
    expect(warned.join('\n')).toMatch(
      /lacks data at byte .* whole commands do not fit what is left and are cut off/,
    );
    expect(warned.join('\n')).toContain('came after that and is taken away with it');
  });

  it.each([
    [
      'away',
      (list: string) => {
        rmSync(list);
      },
    ],
    [
      'empty',
      (list: string) => {
        truncateSync(list);
      },
    ],
    [
      'torn',
      (list: string) => {
        truncateSync(list, 20);
      },
    ],
  ])('where their list is %s: makes it anew', async (_, damage) => {
    await filled();
    damage(manifest());
    await start();
    await hasAll();
    expect(warned.join('\n')).toContain('is made anew from the files there');
  });

  it('never starts empty: refuses where it cannot be told what belongs together', async () => {
    await filled();
    rmSync(manifest());
    writeFileSync(join(files(), 'appendonly.aof.7.base.rdb'), 'REDIS');
    await expect(start()).rejects.toThrow('cannot be told: put it back from a backup');
    rmSync(join(files(), 'appendonly.aof.7.base.rdb'));
    await start();
    await hasAll();
  });

  it.each([
    [
      'away',
      (base: string) => {
        renameSync(base, `${base}.away`);
      },
      'is away: put it back',
    ],
    [
      'empty',
      (base: string) => {
        truncateSync(base);
      },
      'is empty: put it back',
    ],
    [
      'torn',
      (base: string) => {
        truncateSync(base, 60);
      },
      'cannot be read: put it back',
    ],
  ])('refuses where the base is %s, with what to do', async (_, damage, words) => {
    await filled();
    damage(file('base'));
    await expect(start()).rejects.toThrow(words);
    expect(existsSync(manifest())).toBe(true);
  });

  it('goes back to what is before an increment that is away', async () => {
    await filled();
    rmSync(file('incr'));
    await start();
    expect(await ask('MGET', 'in', 'k0')).toBe('base,');
    expect(warned.join('\n')).toContain('is away, and its data is lost');
  });

  itWithDisk('waits for room at the start, and says so', async () => {
    const disk = SmallDisk.mount(8);
    try {
      dataDir = join(disk.folder, 'redis');
      disk.fill();
      const starting = start();
      await until('it waits', () => warned.some((message) => message.includes('because its disk is full')));
      disk.free();
      await starting;
      expect(await ask('SET', 'a', '1')).toBe('OK');
    } finally {
      await redis?.stop();
      disk.unmount();
    }
  });

  itWithDisk(
    'is written anew once there is room after its disk was full, and once a mending has room',
    async () => {
      const disk = SmallDisk.mount(8);
      try {
        dataDir = join(disk.folder, 'redis');
        await filled();
        withHoles(4096);
        disk.fill();
        const starting = start();
        await until('it waits', () => warned.some((message) => message.includes('because its disk is full')));
        disk.free();
        await starting;
        await hasAll();
        await rewritten();
        // Fills a part of a block, so that the next write beyond it is short.
        await ask('SET', 'before', 'it is full');
        disk.fill();
        // Writes until one is short: a refused write is not in the file.
        await until('nothing can be written', () =>
          ask('SET', 'filler', 'x'.repeat(3000)).then(
            () => false,
            (error: unknown) => String(error).includes('MISCONF'),
          ),
        );
        disk.free();
        await until('its file is written anew', () =>
          warned.some((message) => message.includes('is written anew: a full disk has left nothing')),
        );
        expect(readFileSync(file('incr')).includes('\0\0\0\0')).toBe(false);
      } finally {
        await redis?.stop();
        disk.unmount();
      }
    },
  );

  itWithDisk('refuses a disk that is read-only, with what to do', async () => {
    const disk = SmallDisk.mount(8);
    try {
      dataDir = join(disk.folder, 'redis');
      spawnSync('mount', ['-o', 'remount,ro', disk.folder]);
      await expect(start()).rejects.toThrow('its file system is read-only: mount it writable');
    } finally {
      spawnSync('mount', ['-o', 'remount,rw', disk.folder]);
      disk.unmount();
    }
  });
});
