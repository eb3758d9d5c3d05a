import { setTimeout as delay } from 'node:timers/promises';
import { NOTHING_WRONG } from './comparison.js';
import { report } from './report.js';
import { IS_FULL } from './trial.js';
import { type Side, TwoGateways } from './two-gateways.js';

/** Promised are five seconds; beside other tests the look itself comes later. */
const MOST_TAKEOVER_MS = IS_FULL ? 5000 : 20_000;
/** Longer than a takeover, so that both gateways believe to have the lease. */
const FROZEN_MS = 6000;
/** Period at which no link lives long. */
const CUT_PERIOD_MS = 50;
const ROUNDS = IS_FULL ? 30 : 3;

const EVENINGS = IS_FULL ? 20 : 4;
const RIDE_MS = 1000;
/** Sooner than the link is open again. */
const LOST_MS = 120;
const SHORT_MS = 20_000;

type Harm = (two: TwoGateways, reading: Side, standing: Side) => Promise<number>;

/** Harms to the reading gateway; each returns the time in which no passing was stored. */
const HARMS: Readonly<Record<string, Harm>> = {
  killed: async (two, reading, standing) => {
    two.notAsked(reading);
    await reading.gateway.kill();
    const tookMs = await two.storedAgain(standing);
    reading.gateway.start();
    return tookMs;
  },
  frozen: async (two, reading, standing) => {
    two.notAsked(reading);
    reading.gateway.freeze();
    const tookMs = await two.storedAgain(standing);
    await delay(Math.max(0, FROZEN_MS - tookMs));
    reading.gateway.thaw();
    return tookMs;
  },
  cut: async (two, reading, standing) => {
    const cutting = setInterval(() => {
      for (const line of reading.lines) line.break('reset_client');
    }, CUT_PERIOD_MS);
    const tookMs = await two.storedAgain(standing);
    clearInterval(cutting);
    return tookMs;
  },
};

describe('two gateways on one Redis, with the same decoders at 200 passings a second each', () => {
  let two: TwoGateways;
  beforeEach(async () => {
    two = await TwoGateways.start({ transponders: IS_FULL ? 20_000 : 2000 });
  }, 60_000);
  afterEach(() => two.end(), 60_000);

  it(
    'one takes over from the other, and every passing is there once',
    async () => {
      await two.everybodyCrosses();
      two.ride();
      const longestMs: Record<string, number> = {};
      for (let round = 0; round < ROUNDS; round++) {
        const [name = '', harm] = Object.entries(HARMS)[round % 3] ?? [];
        await two.allConnected();
        await delay(IS_FULL ? 1000 + two.random() * 3000 : 300);
        const { reading, standing } = await two.roles();
        const tookMs = (await harm?.(two, reading, standing)) ?? 0;
        longestMs[name] = Math.max(longestMs[name] ?? 0, Math.round(tookMs));
        await reading.gateway.until('it answers again', async () =>
          (await reading.gateway.readiness())?.status === 200 ? true : undefined,
        );
        two.asked(reading);
      }
      two.rest();
      const compared = await two.compare();
      const unreadyShare = Math.round(two.unreadyShare * 1000) / 1000;
      report('two gateways', { rounds: ROUNDS, longestTakeoverMs: longestMs, unreadyShare, ...compared });
      expect(compared).toMatchObject(NOTHING_WRONG);
      expect(two.unready).toEqual([]);
      expect(Math.max(...Object.values(longestMs))).toBeLessThan(MOST_TAKEOVER_MS);
    },
    IS_FULL ? 1_800_000 : 300_000,
  );

  it(
    'the link of the one that reads is lost for a moment, and nobody rides afterwards',
    async () => {
      await two.everybodyCrosses();
      for (let evening = 0; evening < EVENINGS; evening++) {
        await two.allConnected();
        two.ride();
        await delay(RIDE_MS);
        const { reading, standing } = await two.roles();
        const refused = { status: 503, reason: 'commands.read_elsewhere' };
        if (evening === 0) expect(await two.commandAt(standing)).toMatchObject(refused);
        for (const line of reading.lines) line.break('reset_client');
        await delay(LOST_MS);
        two.rest();
        const compared = await two.compare(SHORT_MS);
        report('two gateways, a link lost in the evening', { evening, ...compared });
        expect(compared).toMatchObject(NOTHING_WRONG);
      }
    },
    IS_FULL ? 1_800_000 : 300_000,
  );
});
