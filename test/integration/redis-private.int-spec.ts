import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { PrivateRedis } from '#redis';
import { redisServer } from '../support/redis-on-port.js';

const DEADLINE_MS = 15_000;
jest.setTimeout(3 * DEADLINE_MS);
let folder = '';
const started: PrivateRedis[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coachlink private ')); // a path with a space, on purpose
});
afterEach(async () => {
  for (const redis of started.splice(0)) await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function startPrivate(dataDir = join(folder, 'redis'), server = redisServer()) {
  const told: string[] = [];
  const redis = new PrivateRedis({ server, dataDir, onProgress: (message) => told.push(message) });
  started.push(redis);
  await redis.start();
  return { redis, told, dataDir };
}

async function ask(url: string, command: string, ...args: string[]): Promise<string> {
  const client = new Redis({
    path: url.replace('unix://', ''),
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

const pidOf = async (url: string): Promise<number> =>
  Number(/process_id:(\d+)/.exec(await ask(url, 'INFO', 'server'))?.[1]);

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new Error(`not within ${DEADLINE_MS} ms: ${condition.toString()}`);
    await delay(20);
  }
}

/** Leaves the files of a power cut within a script, with a rewrite of the file begun and killed meanwhile. */
function tearBeforeTheLast(files: string): void {
  const manifest = join(files, 'appendonly.aof.manifest');
  const torn = /file (\S+) seq (\d+) type i\n$/.exec(readFileSync(manifest, 'utf8'));
  if (torn === null) throw new Error(`no increment in ${manifest}`);
  const [, name = '', number = ''] = torn;
  const script = readFileSync(join(files, name), 'latin1');
  truncateSync(join(files, name), script.lastIndexOf('EXEC') - 60);
  const next = name.replace(`.${number}.incr`, `.${Number(number) + 1}.incr`);
  writeFileSync(join(files, next), '');
  appendFileSync(manifest, `file ${next} seq ${Number(number) + 1} type i\n`);
}

/** Starts the server that a killed run leaves behind, on the same socket. */
async function leaveBehind(dataDir: string): Promise<ChildProcess> {
  const settings = ['--port', '0', '--unixsocket', join(dataDir, 'redis.sock'), '--dir', dataDir];
  const server = spawn(redisServer(), settings, { stdio: 'ignore' });
  await until(() => existsSync(join(dataDir, 'redis.sock')));
  return server;
}

describe(PrivateRedis.name, () => {
  it('leaves no timer behind when it is stopped, that would hold up the end of the process', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const { redis } = await startPrivate();
    await redis.stop();
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it('is durable, evicts nothing, opens no port and is closed to others', async () => {
    const { redis, dataDir } = await startPrivate();
    const setting = async (name: string) => (await ask(redis.url, 'CONFIG', 'GET', name)).split(',')[1];
    expect(await setting('appendonly')).toBe('yes');
    expect(await setting('appendfsync')).toBe('everysec');
    expect(await setting('maxmemory-policy')).toBe('noeviction');
    expect(await setting('save')).toBe('');
    expect(await setting('port')).toBe('0');
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'redis.sock')).mode & 0o777).toBe(0o700);
  });

  it('keeps its data from one run to the next', async () => {
    const first = await startPrivate();
    await ask(first.redis.url, 'SET', 'kept', 'yes');
    const pid = await pidOf(first.redis.url);
    await first.redis.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');

    const second = await startPrivate();
    expect(await ask(second.redis.url, 'GET', 'kept')).toBe('yes');
    expect(second.told.join()).not.toContain('earlier run');
    await until(async () =>
      /aof_last_rewrite_time_sec:\d/.test(await ask(second.redis.url, 'INFO', 'persistence')),
    );
  });

  it('starts again with its data when it is killed', async () => {
    const { redis, told } = await startPrivate();
    await ask(redis.url, 'SET', 'kept', 'yes');
    process.kill(await pidOf(redis.url), 'SIGKILL');
    await until(() => told.includes('the private Redis is back'));
    expect(await ask(redis.url, 'GET', 'kept')).toBe('yes');
    expect(told[0]).toContain('ended');
  });

  it('starts where a torn file is not the last one', async () => {
    const { redis, dataDir } = await startPrivate();
    await until(async () => (await ask(redis.url, 'INFO', 'persistence')).includes('rewrite_in_progress:0'));
    await ask(redis.url, 'SET', 'kept', 'yes');
    await ask(redis.url, 'EVAL', 'for n = 1, 3 do redis.call("SET", "n", n) end', '0');
    await redis.stop();
    tearBeforeTheLast(join(dataDir, 'appendonlydir'));
    const { redis: again, told } = await startPrivate();
    expect(await ask(again.url, 'MGET', 'kept', 'n')).toBe('yes,');
    expect(told.join('\n')).toContain('a power cut tore the end');
  });

  it('takes over what an earlier run left running, minds it and stops it', async () => {
    const dataDir = join(folder, 'redis');
    const first = await startPrivate(dataDir);
    await first.redis.stop();
    const leftOver = await leaveBehind(dataDir);

    const { redis, told } = await startPrivate(dataDir);
    expect(told[0]).toContain('earlier run');
    expect(await pidOf(redis.url)).toBe(leftOver.pid);

    leftOver.kill('SIGKILL');
    await until(() => told.includes('the private Redis is back'));
    const pid = await pidOf(redis.url);
    await redis.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('stops what it took over', async () => {
    const dataDir = join(folder, 'redis');
    await (await startPrivate(dataDir)).redis.stop();
    const leftOver = await leaveBehind(dataDir);
    const gone = once(leftOver, 'exit');
    const { redis } = await startPrivate(dataDir);
    await redis.stop();
    await gone;
    expect(leftOver.signalCode).toBeNull();
  });

  it('refuses a data directory that another running one has, and leaves that one alone', async () => {
    const { redis, dataDir } = await startPrivate();
    await expect(startPrivate(dataDir)).rejects.toThrow('in use by another running CoachLINK');
    expect(await ask(redis.url, 'PING')).toBe('PONG');
  });

  it('clears away a socket that nobody listens on', async () => {
    const dataDir = join(folder, 'redis');
    await (await startPrivate(dataDir)).redis.stop();
    // Leaves the socket of a dead process: Node unlinks its own, so the process is killed.
    const holder = spawn(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(join(dataDir, 'redis.sock'))})`,
    ]);
    await until(() => existsSync(join(dataDir, 'redis.sock')));
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    expect(statSync(join(dataDir, 'redis.sock')).isSocket()).toBe(true);

    const { redis } = await startPrivate(dataDir);
    expect(await ask(redis.url, 'PING')).toBe('PONG');
  });

  it('puts its socket elsewhere where the path is too long for one', async () => {
    const { redis } = await startPrivate(join(folder, 'long'.repeat(30)));
    expect(redis.url.length).toBeLessThan(100);
    expect(await ask(redis.url, 'PING')).toBe('PONG');
    await redis.stop();
    expect(existsSync(dirname(redis.url.replace('unix://', '')))).toBe(false);
  });

  it('says why it cannot start', async () => {
    const broken = join(folder, 'broken-server');
    writeFileSync(broken, '#!/bin/sh\necho no such luck\nexit 3\n');
    chmodSync(broken, 0o755);
    await expect(startPrivate(join(folder, 'a'), broken)).rejects.toThrow(/ended \(3\).*no such luck/s);
    await expect(startPrivate(join(folder, 'b'), join(folder, 'missing'))).rejects.toThrow('cannot run');
  });
});

describe('a private Redis that loads for long', () => {
  it('says so at most once in ten seconds', async () => {
    const { redis, dataDir } = await startPrivate();
    for (let part = 0; part < 40; part++) {
      const pairs = Array.from({ length: 500 }, (_, index) => [`k${part}-${index}`, 'x'.repeat(100)]).flat();
      await ask(redis.url, 'MSET', ...pairs);
    }
    // Repeated, because Redis refuses a rewrite while its own is under way.
    await until(() =>
      ask(redis.url, 'BGREWRITEAOF').then(
        () => true,
        () => false,
      ),
    );
    await until(async () =>
      /aof_rewrite_in_progress:0\r\naof_rewrite_scheduled:0[^]*aof_last_rewrite_time_sec:\d/.test(
        await ask(redis.url, 'INFO', 'persistence'),
      ),
    );
    await redis.stop();
    // Loads for some seconds, with time in between to answer how far it is.
    writeFileSync(
      join(folder, 'slow-redis'),
      `#!/bin/sh\nexec ${redisServer()} "$@" --key-load-delay 150 --loading-process-events-interval-bytes 1024\n`,
      { mode: 0o755 },
    );
    const beginMs = performance.now();
    const { told } = await startPrivate(dataDir, join(folder, 'slow-redis'));
    const tenSeconds = Math.floor((performance.now() - beginMs) / 10_000);
    const said = told.filter((message) => /^Redis is loading its data: \d+ %$/.test(message));
    expect(said.length).toBeGreaterThan(0);
    expect(said.length).toBeLessThanOrEqual(1 + tenSeconds);
  });
});
