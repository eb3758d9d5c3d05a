import { setTimeout as delay } from 'node:timers/promises';
import { NOTHING_WRONG } from './comparison.js';
import { HurriedBuild } from './hurried-build.js';
import { report } from './report.js';
import { switchOff } from './scenarios.js';
import { IS_FULL, Trial } from './trial.js';

const MORNINGS = IS_FULL ? 50 : 2;

interface Decoder {
  readonly alarms: readonly { readonly kind: string }[];
}

describe('everything is switched off at night', () => {
  const build = new HurriedBuild();
  let trial: Trial;
  afterEach(() => trial.end(), 60_000);
  afterAll(() => {
    build.remove();
  });

  it('and decoders are past their old numbers in the morning, over a restart of the gateway or a cut line', async () => {
    trial = await Trial.start(build.options);
    let restarts = 0;
    let alarms = 0;
    for (let morning = 0; morning < MORNINGS; morning++) {
      trial.ride();
      await delay(500);
      trial.rest();
      await trial.settled();
      const isRestart = morning % 2 === 0;
      if (isRestart) await trial.gateway.kill();
      switchOff(trial);
      if (isRestart) trial.gateway.start();
      restarts += isRestart ? 1 : 0;
      await trial.connected();
      trial.ride();
      await delay(300);
      trial.rest();
      await trial.settled();
      const { alarms: raised } = (await trial.gateway.ask('GET', '/decoders/d0')) as unknown as Decoder;
      alarms += raised.filter(({ kind }) => kind === 'numbers_began_again').length;
    }
    const compared = await trial.judge();
    report('mornings', { mornings: MORNINGS, restarts, alarms, ...compared });
    expect(compared).toMatchObject(NOTHING_WRONG);
    expect(alarms).toBeGreaterThanOrEqual(MORNINGS);
  }, 3_600_000);
});
