import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SmallDisk } from '../support/small-disk.js';
import { NOTHING_WRONG } from './comparison.js';
import { killPrivateRedis } from './private-redis.js';
import { report } from './report.js';
import { IS_FULL, Trial } from './trial.js';

const DISK_MB = 48;
/** Number of times that the disk is filled and freed. */
const ROUNDS = IS_FULL ? 40 : 2;
/** Rounds between power cuts, which kill the gateway and its Redis at a random moment of the round. */
const CUT_EVERY = 2;
const MOST_FULL_MS = IS_FULL ? 3000 : 1500;
const MOST_FREE_MS = IS_FULL ? 4000 : 1500;
/** Longest time until a power cut: a hole comes with the first write behind it, and is gone once the file is rewritten. */
const MOST_TO_CUT_MS = 1200;

/** Generous: other programs may use the machine. */
const MOST_BACK_MS = 300_000;

const describeWithDisk = SmallDisk.isPossible() ? describe : describe.skip;

describeWithDisk('the disk of the data directory is filled and freed, under 200 passings a second', () => {
  let disk: SmallDisk;
  let trial: Trial;
  let dataDir: string;

  beforeEach(async () => {
    disk = SmallDisk.mount(DISK_MB);
    dataDir = join(disk.folder, 'data');
    trial = await Trial.start({
      environment: { REDIS_URL: '', COACHLINK_DATA_DIR: dataDir },
    });
    trial.ride();
  }, 120_000);
  afterEach(async () => {
    await trial.end();
    killPrivateRedis(dataDir);
    await delay(100);
    disk.unmount();
  }, 60_000);

  async function cutPower(): Promise<void> {
    await trial.gateway.kill();
    killPrivateRedis(dataDir);
    trial.gateway.start();
  }

  /** Waits until a start that needed room, or a mending, is through. */
  async function isBack(): Promise<void> {
    await trial.gateway.until('it is ready', () => trial.gateway.ask('GET', '/health/ready'), MOST_BACK_MS);
  }

  const within = (mostMs: number): Promise<unknown> => delay(mostMs * trial.random());

  it('and the power is cut in the middle of it', async () => {
    let cuts = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      const isCut = round % CUT_EVERY === 0;
      const isCutWhileFull = isCut && trial.random() < 0.3;
      disk.fill();
      await within(MOST_FULL_MS);
      if (isCutWhileFull) await cutPower();
      if (isCutWhileFull) await within(MOST_FULL_MS);
      disk.free();
      await within(isCut ? MOST_TO_CUT_MS : MOST_FREE_MS);
      if (isCut && !isCutWhileFull) await cutPower();
      if (isCut) cuts++;
      if (isCut) await isBack();
    }
    trial.rest();
    const { said } = trial.gateway;
    const count = (pattern: RegExp): number => said.match(pattern)?.length ?? 0;
    await trial.settled(MOST_BACK_MS);
    const compared = await trial.compare();
    report('disk filled and freed, power cut', {
      rounds: ROUNDS,
      cuts,
      ...compared,
      holesCutOut: count(/of zeros, as Redis leaves them/g),
      setBack: count(/do not fit what is left/g),
      waitedForRoom: count(/Redis cannot start in/g),
      writtenAnew: count(/is written anew: a full disk/g),
    });
    expect(compared).toMatchObject(NOTHING_WRONG);
  }, 3_600_000);
});
