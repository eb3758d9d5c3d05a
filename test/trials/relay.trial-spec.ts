import { NOTHING_WRONG } from './comparison.js';
import { Hostile } from './relay/hostile.js';
import { DECODERS, FAULTS, RelayTrial } from './relay/relay-trial.js';
import { report } from './report.js';
import { SabotagedBuild } from './sabotaged-build.js';
import { IS_FULL } from './trial.js';

const ROUNDS = IS_FULL ? 50 : 4;
/** Time in which the good relay is through. */
const RED_WITHIN_MS = 30_000;
const SAME = { ...NOTHING_WRONG, lackingInSecond: 0, onlyInSecond: 0, twiceInSecond: 0 };

describe('a gateway that reads another one by its relay', () => {
  let trial: RelayTrial;
  const hostile: Hostile[] = [];
  afterEach(async () => {
    for (const each of hostile.splice(0)) each.end();
    await trial.end();
  }, 60_000);

  it('ends with the same passings, whatever is cut or killed, and whoever else reads', async () => {
    trial = await RelayTrial.start();
    await trial.begun();
    for (const [at] of DECODERS.entries())
      hostile.push(new Hostile(trial.relayPort + at), new Hostile(trial.relayPort + at));
    await trial.harm(ROUNDS);
    const figures = await trial.compare();
    report('relay', { rounds: ROUNDS, ...figures });
    expect(figures).toMatchObject(SAME);
  }, 3_600_000);

  (IS_FULL ? it : it.skip)(
    'is never whole where a RESEND is acknowledged and not answered',
    async () => {
      const build = new SabotagedBuild({
        file: 'apps/gateway/src/api/relay/relayed-decoder.js',
        text: 'await this.sendAgain(client, question);',
        instead: '',
      });
      try {
        trial = await RelayTrial.start(build.main);
        await trial.begun();
        await trial.harm(FAULTS.length);
        await expect(trial.compare(RED_WITHIN_MS)).rejects.toThrow('nothing is missing');
      } finally {
        build.remove();
      }
    },
    600_000,
  );
});
