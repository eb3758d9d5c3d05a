import { NOTHING_WRONG } from './comparison.js';
import { Followers, NOTHING_MISSED } from './followers/followers.js';
import { report } from './report.js';
import { killGateway, killRedis, setRedisBack } from './scenarios.js';
import { IS_FULL, Trial } from './trial.js';

describe('readers by stream, feed and webhook, under 200 passings a second with bursts and late ones', () => {
  let trial: Trial;
  let followers: Followers;
  beforeEach(async () => {
    trial = await Trial.start({ environment: { COACHLINK_WEBHOOK_LOCAL: 'on' } });
    followers = await Followers.begin(trial);
    trial.ride();
  }, 60_000);
  afterEach(async () => {
    await followers.end();
    await trial.end();
  }, 60_000);

  async function compare(what: string, figures: object, mayRewind = false): Promise<void> {
    trial.rest();
    expect(await trial.compare()).toMatchObject(NOTHING_WRONG);
    const followed = await followers.compare();
    report(`followers: ${what}`, { ...figures, ...followed });
    for (const [name, each] of Object.entries(followed)) {
      expect({ name, ...each }).toMatchObject({ name, ...NOTHING_MISSED });
      if (!mayRewind) expect([name, each.rewinds]).toEqual([name, 0]);
    }
  }

  it('have every passing once, however often they are cut', async () => {
    const cuts = IS_FULL ? 500 : 20;
    await followers.cut(cuts);
    await compare('cut', { cuts });
  }, 3_600_000);

  it('have every passing once, however often the gateway is killed', async () => {
    const kills = IS_FULL ? 50 : 2;
    await killGateway(trial, kills);
    await compare('kill -9 of the gateway', { kills });
  }, 3_600_000);

  it('have every passing, however often Redis is killed', async () => {
    const kills = IS_FULL ? 50 : 2;
    await killRedis(trial, kills);
    // Another server may have lost its last moments: webhooks say so, whether it has or not.
    await compare('kill -9 of Redis', { kills }, true);
  }, 3_600_000);

  it('have every passing, however often Redis is set back, and are told so', async () => {
    const times = IS_FULL ? 20 : 1;
    await setRedisBack(trial, times);
    await compare('Redis set back', { times }, true);
  }, 3_600_000);
});
