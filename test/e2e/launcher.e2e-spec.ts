import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { familyOf, isRunning, nameOf } from '../support/process-family.js';
import { CREDENTIALS } from './gateway.fixture.js';

jest.setTimeout(180_000);
const DEADLINE_MS = 60_000;
/** Promised are 2 s, on a machine without other work. */
const MOST_ENDING_MS = 8000;

describe('the gateway and who launched it', () => {
  let folder: string;
  let log: string;
  let launched: ChildProcess | undefined;
  let pids: number[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coachlink-launched-'));
    log = join(folder, 'log');
    pids = [];
  });
  afterEach(() => {
    launched?.kill('SIGKILL');
    for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /**
   * Launches a command, with its output in a file unless it has a terminal. Resolves when `pids` has its processes, the
   * gateway's last.
   */
  async function launch(command: string): Promise<void> {
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      HOST: '127.0.0.1',
      PORT: '0',
      COACHLINK_ADMIN_KEY: CREDENTIALS['x-api-key'],
      COACHLINK_ADMIN_SECRET: CREDENTIALS['x-api-secret'],
      COACHLINK_DEMO: 'off',
      COACHLINK_INTERNET_PROBE: 'off',
      COACHLINK_DATA_DIR: join(folder, 'data'),
    };
    launched = spawn('sh', ['-c', `exec ${command}`], { env, stdio: 'ignore' });
    await until('it is ready', () => said().includes('CoachLINK is ready'));
    pids = familyOf(launched.pid ?? 0);
    // Redis runs by then.
    expect(pids.some((pid) => nameOf(pid).includes('redis-server'))).toBe(true);
  }

  const said = (): string => {
    try {
      return readFileSync(log, 'utf8');
    } catch {
      return '';
    }
  };

  async function endsInOrder(by: string): Promise<void> {
    const beginMs = performance.now();
    await until('all have ended', () => !pids.some(isRunning), MOST_ENDING_MS);
    process.stdout.write(`ended by ${by}: ${Math.round(performance.now() - beginMs)} ms\n`);
    expect(said()).toContain(`stopped by ${by}`);
  }

  const pidOf = (part: string): number => {
    // The last match counts: the command line of a launcher has the name as well.
    const found = pids.findLast((pid) => nameOf(pid).includes(part));
    if (found === undefined) throw new Error(`none of ${pids.map(nameOf).join(', ')} is ${part}`);
    return found;
  };

  it('ends in order, with its Redis, when npm is killed', async () => {
    await launch(`npm start >${log} 2>&1`);
    process.kill(launched?.pid ?? 0, 'SIGKILL');
    await endsInOrder('the end of its launcher');
  });

  it('ends in order when the script that npm runs is killed', async () => {
    await launch(`node scripts/start.mjs >${log} 2>&1`);
    process.kill(launched?.pid ?? 0, 'SIGKILL');
    await endsInOrder('the end of its launcher');
  });

  it('ends in order when its terminal is closed', async () => {
    await launch(`socat EXEC:'npm start',pty,setsid,ctty STDIO,ignoreeof >${log}`);
    process.kill(launched?.pid ?? 0, 'SIGKILL');
    await until('all have ended', () => !pids.some(isRunning), MOST_ENDING_MS);
  });

  it('times on in a terminal that was stopped with Ctrl-S, and that nobody reads', async () => {
    await launch(`socat EXEC:'node dist/bundle/gateway.js',pty,setsid,ctty STDIO,ignoreeof >${log}`);
    process.kill(launched?.pid ?? 0, 'SIGSTOP');
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said()) ?? [];
    const terms = { features: ['p3_decoder'], device_limit: 1, valid_until: '2099-12-31T23:59:59Z' };
    for (let each = 0; each < 200; each++) {
      const answer = await fetch(`${url}/api/v1/admin/licenses`, {
        method: 'POST',
        headers: { ...CREDENTIALS, 'content-type': 'application/json' },
        body: JSON.stringify(terms),
        signal: AbortSignal.timeout(20_000),
      });
      expect(answer.status).toBe(201);
    }
    process.kill(launched?.pid ?? 0, 'SIGCONT');
    await until('its lines are read', () => said().split('created licence').length > 200);
    process.kill(pidOf('gateway.js'), 'SIGTERM');
    // The process of the terminal stays.
    pids = pids.filter((pid) => pid !== launched?.pid);
    await endsInOrder('SIGTERM');
  });

  it('lives on when a terminal is closed that it was started from with nohup', async () => {
    await launch(`npm start >${log} 2>&1`);
    const [npm = 0, script = 0] = pids;
    // A shell hangs up each of its jobs when its terminal is gone.
    for (const pid of [npm, script]) process.kill(pid, 'SIGHUP');
    await until('npm has ended', () => !isRunning(npm));
    // Longer than the script takes to notice it.
    await delay(1500);
    const gateway = pidOf('gateway.js');
    expect(isRunning(gateway)).toBe(true);
    process.kill(script, 'SIGTERM');
    await endsInOrder('SIGTERM');
  });

  it('started alone it needs none', async () => {
    await launch(`sh -c 'node dist/bundle/gateway.js >${log} 2>&1 & wait $!'`);
    process.kill(launched?.pid ?? 0, 'SIGKILL');
    await until('the shell has ended', () => !isRunning(launched?.pid ?? 0));
    await delay(1000);
    const gateway = pidOf('gateway.js');
    expect(isRunning(gateway)).toBe(true);
    process.kill(gateway, 'SIGHUP');
    process.kill(gateway, 'SIGTERM');
    pids = pids.filter((pid) => pid !== launched?.pid);
    await endsInOrder('SIGTERM');
  });
});

async function until(what: string, condition: () => boolean, deadlineMs = DEADLINE_MS): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await delay(20);
  }
}
