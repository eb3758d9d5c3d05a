import { existsSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../apps/simulator/src/track/random.js';
import { RecorderTrial } from '../e2e/recorder.fixture.js';
import { report } from './report.js';
import { SabotagedBuild } from './sabotaged-build.js';
import { IS_FULL } from './trial.js';

const LONGEST_MS = 3_600_000;
const TICK_MS = 20;

interface Noted {
  readonly segment: number;
  readonly offset: number;
}

interface Completeness {
  readonly missing: number;
}

describe('a recorded decoder that sends nothing again, and a Redis that loses its newest', () => {
  let trial: RecorderTrial;
  let riding: NodeJS.Timeout | undefined;
  afterEach(async () => {
    clearInterval(riding);
    await trial.end();
  }, 60_000);

  const newestSegment = (): string => {
    const names = readdirSync(trial.recordings).filter((name) => name.endsWith('.rec'));
    return join(trial.recordings, names.sort().at(-1) ?? '');
  };
  /** Waits until the recorder has noted that everything recorded by now is stored. */
  const untilNoted = async (): Promise<void> => {
    const { size } = statSync(newestSegment());
    const note = join(trial.recordings, 'stored.json');
    await trial.gateway.until('it is noted that all is stored', () => {
      if (!existsSync(note)) return Promise.resolve(undefined);
      const { segment, offset } = JSON.parse(readFileSync(note, 'utf8')) as Noted;
      const isThis = newestSegment().endsWith(`${segment}.rec`);
      return Promise.resolve((isThis && offset >= size) || undefined);
    });
  };
  const loseSinceRemembered = async (): Promise<void> => {
    await trial.redis.kill();
    trial.redis.setBack();
    await trial.redis.start();
  };
  const completeness = (): Promise<Completeness> =>
    trial.gateway.until('completeness', async () => {
      const told = await trial.gateway.ask('GET', '/decoders/d0/completeness');
      return told as unknown as Completeness | undefined;
    });

  it.each([600, IS_FULL ? 100_000 : 11_000])(
    'has all %d that were lost again, while riders go on',
    async (lost) => {
      trial = await RecorderTrial.begin();
      trial.redis.remember();
      for (let made = 0; made < lost; made += 500) {
        trial.report(Math.min(500, lost - made));
        await delay(TICK_MS);
      }
      await trial.untilKept();
      await untilNoted();
      riding = setInterval(() => {
        trial.report(2);
      }, TICK_MS);
      const beginMs = performance.now();
      await loseSinceRemembered();
      await delay(1000);
      clearInterval(riding);
      await trial.untilKept();
      const { missing } = await completeness();
      report('Redis set back', { lost, missing, backMs: Math.round(performance.now() - beginMs) });
      expect(missing).toBe(0);
    },
    LONGEST_MS,
  );

  it(
    'has them again where the gateway was started anew meanwhile, and its recording is torn',
    async () => {
      trial = await RecorderTrial.begin();
      const seed = Number(process.env.COACHLINK_TEST_SEED ?? Math.floor(Math.random() * 1_000_000));
      const random = seededRandom(seed);
      const rounds = IS_FULL ? 20 : 2;
      let recorded = 0;
      for (let round = 0; round < rounds; round++) {
        trial.redis.remember();
        // Each run of the gateway begins another segment.
        for (let runs = 0; runs < 2; runs++) {
          trial.report(Math.ceil(300 * random()));
          await trial.untilRecordedIsKept();
          await untilNoted();
          await trial.gateway.kill();
          if (runs === 0) trial.gateway.start();
          if (runs === 0) await trial.connected();
        }
        await loseSinceRemembered();
        truncateSync(newestSegment(), statSync(newestSegment()).size - 1);
        trial.gateway.start();
        await trial.connected();
        recorded = await trial.untilRecordedIsKept();
      }
      report('Redis set back, the gateway killed', { seed, rounds, recorded });
    },
    LONGEST_MS,
  );

  (IS_FULL ? it : it.skip)(
    'would lack them if it were not read again: a gateway that was sabotaged so turns this red',
    async () => {
      const file = 'apps/gateway/src/intake/decoders/decoder-pipeline.js';
      const build = new SabotagedBuild({ file, text: 'this.recorder?.goBack()', instead: 'undefined' });
      try {
        trial = await RecorderTrial.begin(build.main);
        trial.redis.remember();
        trial.report(600);
        await trial.untilKept();
        await untilNoted();
        await loseSinceRemembered();
        trial.report(1);
        await trial.gateway.until('what was lost is missing', async () =>
          (await completeness()).missing === 600 ? true : undefined,
        );
      } finally {
        build.remove();
      }
    },
    LONGEST_MS,
  );
});
