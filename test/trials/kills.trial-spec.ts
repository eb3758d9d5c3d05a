import { NOTHING_WRONG } from './comparison.js';
import { report } from './report.js';
import { killGateway, killRedis, setRedisBack, tearAndStartTwice } from './scenarios.js';
import { IS_FULL, Trial } from './trial.js';

describe('under 200 passings a second from four decoders, with bursts of 2,000', () => {
  let trial: Trial;
  beforeEach(async () => {
    trial = await Trial.start();
    trial.ride();
  }, 60_000);
  afterEach(() => trial.end(), 60_000);

  async function compare(what: string, figures: object): Promise<void> {
    trial.rest();
    const compared = await trial.compare();
    report(what, { ...figures, ...compared });
    expect(compared).toMatchObject(NOTHING_WRONG);
  }

  it('the gateway is killed at random moments', async () => {
    const kills = IS_FULL ? 200 : 3;
    const longestWayBackMs = await killGateway(trial, kills);
    await compare('kill -9 of the gateway', { kills, longestWayBackMs });
    if (IS_FULL) expect(longestWayBackMs).toBeLessThan(3000);
  }, 3_600_000);

  it('Redis is killed at random moments', async () => {
    const kills = IS_FULL ? 100 : 3;
    await killRedis(trial, kills);
    await compare('kill -9 of Redis', { kills });
  }, 3_600_000);

  it('the append-only file is torn at its end, and Redis started twice', async () => {
    const cuts = IS_FULL ? 200 : 2;
    await tearAndStartTwice(trial, cuts);
    await compare('append-only file torn, Redis started twice', { cuts });
  }, 3_600_000);

  it('Redis is set back to an older state', async () => {
    const times = IS_FULL ? 20 : 1;
    await setRedisBack(trial, times);
    await compare('Redis set back', { times });
  }, 3_600_000);
});
