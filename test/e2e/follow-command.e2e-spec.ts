import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { KEY, NOW_MS, passing, SECRET, startTestApi, type TestApi } from './api.fixture.js';

describe('coachlink follow', () => {
  let api: TestApi;
  let follow: ChildProcess | undefined;
  beforeEach(async () => {
    api = await startTestApi();
  });
  afterEach(async () => {
    follow?.kill();
    await api.stop();
  });

  /** Starts it, and returns its lines. */
  function lines(...options: string[]): AsyncIterator<string> {
    const environment = {
      COACHLINK_URL: `http://127.0.0.1:${api.port}`,
      COACHLINK_ADMIN_KEY: KEY,
      COACHLINK_ADMIN_SECRET: SECRET,
    };
    follow = spawn(process.execPath, ['bin/coachlink.mjs', 'follow', ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    });
    if (follow.stdout === null) throw new Error('it has no output');
    return createInterface(follow.stdout)[Symbol.asyncIterator]();
  }
  const next = async (of: AsyncIterator<string>): Promise<string> => String((await of.next()).value);
  const at = (passingNumber: number, agoMs = 0) => {
    const timeUs = (NOW_MS - agoMs) * 1000;
    return passing({ passingNumber, timeUs, receivedAtMs: NOW_MS });
  };

  it('prints what is stored since a moment, then what comes, each once, with how late it is', async () => {
    await api.repository.store([at(1, 3_600_000), at(2, 60_000)]);
    const printed = lines('--since', new Date(NOW_MS - 120_000).toISOString());
    expect(await next(printed)).toMatch(/^time +transponder +decoder +loop/);
    expect(await next(printed)).toMatch(/ 2 +85 +5 +60 s late$/);
    await api.repository.store([at(3), at(4, 600_000)]);
    expect(await next(printed)).toMatch(/ 3 +85 +5$/);
    expect(await next(printed)).toMatch(/ 4 +85 +5 +600 s late$/);
  }, 60_000);

  it('goes on behind a cursor, as JSON', async () => {
    await api.repository.store([at(1), at(2), at(3)]);
    const printed = lines('--json', '--after', 'naive.1');
    const rows = [await next(printed), await next(printed)].map((line) => JSON.parse(line) as object);
    expect(rows).toMatchObject([
      { passing_number: 2, cursor: 'naive.2' },
      { passing_number: 3, cursor: 'naive.3' },
    ]);
  }, 60_000);
});
