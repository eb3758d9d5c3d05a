import { spawnSync } from 'node:child_process';
import type { StorageTrouble } from '../../apps/gateway/src/platform/storage/storage-trouble.js';
import { until } from './gateway.fixture.js';
import { StorageTrial, type TimedAnswer } from './storage-trouble.fixture.js';

const READS = ['/passings?limit=5', '/transponders/sessions', '/transponders/active'];
/** A second, and another one for a machine with other work. */
const SOON_MS = 2000;
const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;

let trial: StorageTrial;
afterEach(() => trial.end());

async function expectReads(check: (answer: TimedAnswer) => void): Promise<void> {
  for (const path of READS) {
    for (const who of [trial.key, trial.login]) {
      const answer = await trial.get(`/api/v1${path}`, who);
      expect(answer.tookMs).toBeLessThan(SOON_MS);
      check(answer);
    }
  }
}

function expectUnavailable(trouble: StorageTrouble, { status, headers, body }: TimedAnswer): void {
  expect([status, headers.retryAfter, body.details]).toEqual([
    503,
    '1',
    { reason: 'storage.unavailable', storage: trouble },
  ]);
  // A lost passing cannot be known while the storage is away.
  expect(body.message).toMatch(/Passings wait meanwhile; try again shortly\.$/);
}

/** Reports passings before, during and at the end of the trouble: all are kept, each once, without a restart. */
async function through(
  trouble: StorageTrouble,
  begin: () => unknown,
  during: () => Promise<void>,
  end: () => unknown,
): Promise<void> {
  trial.report(20);
  await trial.untilKept();
  await begin();
  trial.report(30);
  await trial.untilNamed(trouble, 30);
  await during();
  trial.report(50);
  await end();
  await trial.untilKept();
  await trial.untilReady();
}

describe('a storage that cannot be read', () => {
  const unreadable = (trouble: StorageTrouble) => async (): Promise<void> => {
    await expectReads((answer) => {
      expectUnavailable(trouble, answer);
    });
    // Credentials that were unknown before are unknown now.
    expectUnavailable(trouble, await trial.get('/api/v1/decoders', trial.unusedKey));
    expect((await trial.get('/api/v1/decoders', trial.key)).status).toBe(200);
  };

  it('is down', async () => {
    trial = await StorageTrial.begin();
    await through(
      'down',
      () => trial.redis.kill(),
      unreadable('down'),
      () => trial.redis.start(),
    );
  }, 60_000);

  it('is slow', async () => {
    trial = await StorageTrial.begin();
    const freeze = (): void => {
      trial.redis.signal('SIGSTOP');
    };
    const goOn = (): void => {
      trial.redis.signal('SIGCONT');
    };
    await through('slow', freeze, unreadable('slow'), goOn);
  }, 60_000);

  it('is frozen between two looks at it: the first who ask get their 503 in time too', async () => {
    trial = await StorageTrial.begin();
    trial.redis.signal('SIGSTOP');
    await expectReads((answer) => {
      expectUnavailable('slow', answer);
    });
    trial.redis.signal('SIGCONT');
    await trial.untilReady();
  }, 60_000);

  it('is loading', async () => {
    trial = await StorageTrial.begin(['--enable-debug-command', 'yes']);
    await trial.redis.call('DEBUG', 'POPULATE', '20000');
    await trial.redis.call('BGREWRITEAOF');
    await trial.redis.untilAnswer(
      /aof_rewrite_in_progress:0[^]*aof_last_rewrite_time_sec:\d/,
      'INFO',
      'persistence',
    );
    // Loads for some seconds, with time in between to answer that it is loading.
    trial.redis.configure(['key-load-delay 200', 'loading-process-events-interval-bytes 1024']);
    let starting: Promise<void> | undefined;
    await through(
      'loading',
      async () => {
        await trial.redis.kill();
        starting = trial.redis.start();
      },
      unreadable('loading'),
      () => starting,
    );
  }, 60_000);

  it('wants a password that we do not have', async () => {
    trial = await StorageTrial.begin();
    const startAnew = async (...settings: string[]): Promise<void> => {
      await trial.redis.kill();
      trial.redis.configure(settings);
      await trial.redis.start();
    };
    await through(
      'no_access',
      () => startAnew('requirepass another'),
      unreadable('no_access'),
      () => startAnew(),
    );
  }, 60_000);

  it('has lost its master, and does not give what is old', async () => {
    trial = await StorageTrial.begin(['--replica-serve-stale-data', 'no']);
    await through(
      'servers_missing',
      () => trial.redis.call('REPLICAOF', '127.0.0.1', '1'),
      unreadable('servers_missing'),
      () => trial.redis.call('REPLICAOF', 'NO', 'ONE'),
    );
  }, 60_000);
});

describe('a storage that takes nothing', () => {
  const unwritable = (trouble: StorageTrouble) => async (): Promise<void> => {
    await expectReads(({ status }) => {
      expect(status).toBe(200);
    });
    for (const [path, body] of [
      ['/admin/devices', { name: 'one more box' }],
      ['/admin/api-keys', { name: 'one more key', scopes: ['passings:read'] }],
    ] as const) {
      const answer = await trial.post(path, body);
      expect([answer.status, (answer.body as { details: unknown }).details]).toEqual([
        503,
        { reason: 'storage.unavailable', storage: trouble },
      ]);
    }
    // For a transaction Redis only says as a whole that it was discarded.
    const audit = await trial.post('/commands/audit', { commands: ['20'] });
    expect([audit.status, (audit.body as { details: unknown }).details]).toEqual([
      503,
      { reason: 'commands.trail_unavailable' },
    ]);
  };

  it('is out of memory', async () => {
    trial = await StorageTrial.begin();
    await through(
      'out_of_memory',
      () => trial.redis.call('CONFIG', 'SET', 'maxmemory', '1mb'),
      unwritable('out_of_memory'),
      () => trial.redis.call('CONFIG', 'SET', 'maxmemory', '0'),
    );
  }, 60_000);

  it('is out of memory for so long that the decoder has to wait', async () => {
    trial = await StorageTrial.begin();
    await trial.redis.call('CONFIG', 'SET', 'maxmemory', '1mb');
    await trial.untilNamed('out_of_memory', 0);
    const held: number[] = [];
    for (let burst = 0; burst < 18; burst++) {
      trial.report(500);
      held.push(await trial.pending());
    }
    await until('it holds what it may', async () => {
      held.push(await trial.pending());
      return Math.max(...held) >= 2000 ? true : undefined;
    });
    held.push(await trial.pending());
    // Passings that were read in one go when the limit was reached are held too.
    expect(Math.max(...held)).toBeLessThan(7000);
    await trial.redis.call('CONFIG', 'SET', 'maxmemory', '0');
    await trial.untilKept();
  }, 60_000);

  it('is read-only', async () => {
    trial = await StorageTrial.begin();
    await through(
      'read_only',
      () => trial.redis.call('REPLICAOF', '127.0.0.1', '1'),
      unwritable('read_only'),
      () => trial.redis.call('REPLICAOF', 'NO', 'ONE'),
    );
  }, 60_000);

  it('misses its replica', async () => {
    trial = await StorageTrial.begin();
    await through(
      'servers_missing',
      () => trial.redis.call('CONFIG', 'SET', 'min-replicas-to-write', '1'),
      unwritable('servers_missing'),
      () => trial.redis.call('CONFIG', 'SET', 'min-replicas-to-write', '0'),
    );
  }, 60_000);

  (hasPrlimit ? it : it.skip)(
    'has a full disk (needs prlimit)',
    async () => {
      trial = await StorageTrial.begin();
      const fill = async (): Promise<void> => {
        trial.redis.limitDisk(true);
        // Redis notices with the first write, which it still takes; after this one all passings wait.
        await trial.redis.call('SET', 'one-too-many', 'x');
      };
      await through('disk_full', fill, unwritable('disk_full'), () => {
        trial.redis.limitDisk(false);
      });
    },
    60_000,
  );

  it('is named when nobody rides, too', async () => {
    trial = await StorageTrial.begin();
    await trial.redis.call('CONFIG', 'SET', 'maxmemory', '1mb');
    await trial.untilNamed('out_of_memory', 0);
    await trial.redis.call('CONFIG', 'SET', 'maxmemory', '0');
    await trial.untilReady();
  }, 60_000);
});

describe('a decoder while the storage is away for long', () => {
  const fill = async (): Promise<void> => {
    await trial.redis.kill();
    for (let burst = 0; burst < 6; burst++) trial.report(500);
  };

  it('is not read, which is said with its time: nobody knows whether it is still there', async () => {
    trial = await StorageTrial.begin();
    const beforeMs = Date.now();
    await fill();
    const view = await until('it is not read', async () => {
      const { body } = await trial.get('/api/v1/decoders/d0', trial.key);
      return body.state === 'not_read' ? body : undefined;
    });
    expect(view.state_since).toBeGreaterThanOrEqual(beforeMs);
    expect(view.last_error).toMatch(/not read.*storage.*not known/i);
    const { body } = await trial.get('/api/v1/device/status', trial.login);
    expect(body.reasons).toContainEqual(
      expect.stringMatching(/^Decoder d0 is not read since \d\d:\d\d:\d\d UTC.*not known/),
    );
    expect(body.decoders).toMatchObject({ total: 1, connected: 0 });
    expect(await trial.metric('coachlink_decoder_connected{decoder="d0"}')).toBe(0);
    trial.cut();
    const cut = (await trial.get('/api/v1/decoders/d0', trial.key)).body;
    expect(['not_read', 'waiting']).toContain(cut.state);
    await trial.redis.start();
    await trial.untilKept();
    await until('it is connected', async () =>
      (await trial.get('/api/v1/decoders/d0', trial.key)).body.state === 'connected' ? true : undefined,
    );
  }, 60_000);

  it('that is recorded is read on, and what is known of its link is said', async () => {
    trial = await StorageTrial.begin([], '?record=1');
    await fill();
    await until('passings wait in the recording', async () => {
      const { body } = await trial.get('/api/v1/decoders/d0', trial.key);
      expect(body.state).toBe('connected');
      return (body.recorder as { state: string }).state === 'catching_up' ? true : undefined;
    });
    trial.cut();
    await until('it was connected anew', async () => {
      const { body } = await trial.get('/api/v1/decoders/d0', trial.key);
      return body.connects === 2 && body.state === 'connected' ? true : undefined;
    });
    await trial.redis.start();
    await trial.untilKept();
  }, 60_000);
});
