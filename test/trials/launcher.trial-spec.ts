import { setTimeout as delay } from 'node:timers/promises';
import { familyOf, isRunning, nameOf } from '../support/process-family.js';
import { NOTHING_WRONG } from './comparison.js';
import { report } from './report.js';
import { IS_FULL, Trial } from './trial.js';

const KILLS = IS_FULL ? 30 : 2;
const MOST_BETWEEN_MS = IS_FULL ? 4000 : 1500;
/** Promised time to end, on a machine without other work. */
const MOST_ENDING_MS = 2000;
/** Generous: other programs may use the machine. */
const DEADLINE_MS = 60_000;

describe('what launched the gateway is killed, under 200 passings a second', () => {
  let trial: Trial;
  let family: readonly number[] = [];
  beforeEach(async () => {
    trial = await Trial.start({ main: 'scripts/start.mjs', environment: { REDIS_URL: '' } });
    trial.ride();
  }, 120_000);
  afterEach(async () => {
    await trial.gateway.stop();
    await trial.end();
    for (const pid of family) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  }, 60_000);

  /** Kills the launcher, and returns the time until the gateway and its Redis have ended by themselves. */
  async function killLauncher(): Promise<number> {
    family = familyOf(trial.gateway.pid);
    expect(family.map(nameOf).join()).toMatch(/gateway\.js.*redis-server/s);
    await trial.gateway.kill();
    const beginMs = performance.now();
    while (family.some(isRunning) && performance.now() - beginMs < DEADLINE_MS) await delay(10);
    expect(family.filter(isRunning).map(nameOf)).toEqual([]);
    return performance.now() - beginMs;
  }

  it('and all of it ends, and leaves its port and its folder to the next start', async () => {
    const endings: number[] = [];
    for (let each = 0; each < KILLS; each++) {
      await delay(MOST_BETWEEN_MS * trial.random());
      endings.push(await killLauncher());
      trial.gateway.start();
      await trial.connected();
    }
    trial.rest();
    const compared = await trial.compare();
    const longestEndingMs = Math.round(Math.max(...endings));
    report('launcher killed', { kills: KILLS, longestEndingMs, ...compared });
    expect(compared).toMatchObject(NOTHING_WRONG);
    if (IS_FULL) expect(longestEndingMs).toBeLessThan(MOST_ENDING_MS);
  }, 1_800_000);
});
