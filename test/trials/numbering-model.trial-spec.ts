import fc from 'fast-check';
import { Logger } from '@nestjs/common';
import { history, live, type Outcome } from '../model/numbering-history.js';
import { report } from './report.js';
import { IS_FULL } from './trial.js';

const RUNS = Number(process.env.MODEL_RUNS ?? (IS_FULL ? 100_000 : 2000));

describe('histories of power cycles, cuts and restarts of either side', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  afterAll(() => {
    Logger.overrideLogger(true);
  });

  it('end with all that the decoder still has kept once, or with an answer that is not `complete`', async () => {
    const states: Record<string, number> = {};
    let histories = 0;
    const note = ({ state }: Outcome): void => {
      states[state] = (states[state] ?? 0) + 1;
      histories++;
    };
    await fc.assert(
      fc.asyncProperty(history, async (each) => {
        const outcome = await live(each);
        note(outcome);
        expect(outcome.twice).toBe(0);
        if (outcome.state === 'complete') expect(outcome.lost).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    report('histories of numberings', { histories, wrong: 0, states });
  }, 3_600_000);
});
