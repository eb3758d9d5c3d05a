import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../apps/simulator/src/track/random.js';
import { RecorderTrial } from '../e2e/recorder.fixture.js';
import { IS_FULL } from './trial.js';

const TICK_MS = 10;
const PER_TICK = 2;
const LONGEST_LIFE_MS = 1500;

describe('a decoder that sends nothing again, at 200 passings a second', () => {
  it('the gateway is killed at random moments, Redis frozen now and then: what was received is kept once', async () => {
    const seed = Number(process.env.COACHLINK_TEST_SEED ?? Math.floor(Math.random() * 1_000_000));
    process.stdout.write(`trial: COACHLINK_TEST_SEED=${seed}\n`);
    const random = seededRandom(seed);
    const kills = IS_FULL ? 30 : 4;
    let longestWayBackMs = 0;
    const trial = await RecorderTrial.begin();
    const riding = setInterval(() => {
      trial.report(PER_TICK);
    }, TICK_MS);
    try {
      for (let kill = 0; kill < kills; kill++) {
        const isFrozen = random() < 0.5;
        if (isFrozen) trial.redis.signal('SIGSTOP');
        await delay(random() * LONGEST_LIFE_MS);
        await trial.gateway.kill();
        if (isFrozen) trial.redis.signal('SIGCONT');
        trial.gateway.start();
        const startedAtMs = performance.now();
        await trial.connected();
        longestWayBackMs = Math.max(longestWayBackMs, Math.round(performance.now() - startedAtMs));
      }
      clearInterval(riding);
      const recorded = await trial.untilRecordedIsKept();
      process.stdout.write(
        `killed while recording: ${JSON.stringify({ kills, recorded, longestWayBackMs })}\n`,
      );
      expect(recorded).toBeGreaterThan(50);
    } finally {
      clearInterval(riding);
      await trial.end();
    }
  }, 3_600_000);
});
