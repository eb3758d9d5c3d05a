import { rmSync } from 'node:fs';
import { RecorderTrial } from './recorder.fixture.js';

/** More passings than the gateway holds in memory before a link has to wait. */
const MANY = 8000;

describe('a decoder that sends nothing again, recorded', () => {
  let trial: RecorderTrial;
  beforeEach(async () => {
    trial = await RecorderTrial.begin();
  }, 60_000);
  afterEach(() => trial.end(), 60_000);

  const killedWhileRedisIsFrozen = async (): Promise<void> => {
    trial.redis.signal('SIGSTOP');
    trial.report(MANY);
    await trial.untilRecorded();
    await trial.gateway.kill();
    trial.redis.signal('SIGCONT');
  };

  it('loses nothing when we are killed while Redis takes no passings', async () => {
    await killedWhileRedisIsFrozen();
    trial.gateway.start();
    await trial.untilKept();
    await trial.connected();
    trial.report(10);
    await trial.untilKept();
  }, 120_000);

  it('is read on while Redis takes no passings, and caught up with', async () => {
    trial.redis.signal('SIGSTOP');
    trial.report(MANY);
    await trial.untilRecorded();
    trial.redis.signal('SIGCONT');
    trial.report(10);
    await trial.untilKept();
    expect((await trial.connected()).recorder).toEqual({ state: 'recording', error: null });
  }, 120_000);

  it('would lose what only its recording has: without that, this cannot be green', async () => {
    await killedWhileRedisIsFrozen();
    rmSync(trial.recordings, { recursive: true });
    trial.gateway.start();
    await trial.connected();
    expect((await trial.kept()).length).toBeLessThan(MANY);
  }, 120_000);
});
