import { setTimeout as delay } from 'node:timers/promises';
import { IS_FULL, Trial } from './trial.js';

const NOTHING = { lost: 0, twice: 0, invented: 0, miscounted: 0 };
const LONGEST_LIFE_MS = 1500;

describe('under 200 passings a second from four decoders, with bursts of 2,000', () => {
  let trial: Trial;
  beforeEach(async () => {
    trial = await Trial.start();
  }, 60_000);
  afterEach(() => trial.end(), 60_000);

  const report = (what: string, figures: object): void => {
    process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`);
  };

  it('the gateway is killed at random moments', async () => {
    const kills = IS_FULL ? 200 : 5;
    trial.ride();
    const backMs: number[] = [];
    for (let kill = 0; kill < kills; kill++) {
      await delay(trial.random() * LONGEST_LIFE_MS);
      await trial.gateway.kill();
      trial.gateway.start();
      if (kill % 2 === 0) backMs.push(await trial.connected());
    }
    await trial.connected();
    trial.rest();
    const compared = await trial.compare();
    report('kill -9 of the gateway', {
      kills,
      ...compared,
      longestWayBackMs: Math.round(Math.max(...backMs)),
    });
    expect(compared).toMatchObject(NOTHING);
  }, 3_600_000);

  it('Redis is killed at random moments', async () => {
    const kills = IS_FULL ? 100 : 5;
    trial.ride();
    for (let kill = 0; kill < kills; kill++) {
      await delay(trial.random() * LONGEST_LIFE_MS);
      await trial.redis.kill();
      await delay(trial.random() * 300);
      await trial.redis.start();
    }
    trial.rest();
    const compared = await trial.compare();
    report('kill -9 of Redis', { kills, ...compared });
    expect(compared).toMatchObject(NOTHING);
  }, 3_600_000);

  it('the append-only file is torn at its end, and Redis started twice', async () => {
    const cuts = IS_FULL ? 200 : 5;
    trial.ride();
    for (let cut = 0; cut < cuts; cut++) {
      await delay(trial.random() * LONGEST_LIFE_MS);
      await trial.redis.kill();
      trial.redis.tear(Math.floor(trial.random() * 4000));
      await trial.redis.start();
      await delay(trial.random() * 500);
      await trial.redis.kill();
      await trial.redis.start();
    }
    trial.rest();
    const compared = await trial.compare();
    report('append-only file torn, Redis started twice', { cuts, ...compared });
    expect(compared).toMatchObject(NOTHING);
  }, 3_600_000);

  it('Redis is set back to an older state', async () => {
    const times = IS_FULL ? 20 : 2;
    trial.ride();
    for (let time = 0; time < times; time++) {
      await delay(500 + trial.random() * LONGEST_LIFE_MS);
      trial.redis.remember();
      await delay(500 + trial.random() * LONGEST_LIFE_MS);
      await trial.redis.kill();
      trial.redis.setBack();
      await trial.redis.start();
    }
    trial.rest();
    const compared = await trial.compare();
    report('Redis set back', { times, ...compared });
    expect(compared).toMatchObject(NOTHING);
  }, 3_600_000);

  it('the links are cut', async () => {
    const cuts = IS_FULL ? 500 : 20;
    trial.ride();
    for (let cut = 0; cut < cuts; cut++) {
      await delay(trial.random() * 300);
      trial.simulator.decoders[cut % 4]?.cutConnections();
    }
    trial.rest();
    const compared = await trial.compare();
    report('TCP cut', { cuts, ...compared });
    expect(compared).toMatchObject(NOTHING);
  }, 3_600_000);
});
