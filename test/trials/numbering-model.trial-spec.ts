import fc from 'fast-check';
import { Logger } from '@nestjs/common';
import { history, live, type Outcome } from '../model/numbering-history.js';
import { report } from './report.js';
import { IS_FULL } from './trial.js';

const RUNS = IS_FULL ? 100_000 : 2000;

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

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'do not take a passing for one that was sent again, because it came during question %d',
    async (after) => {
      const options = { decoder: {}, resend: 'acknowledged_only' as const, seed: 1 };
      const outcome = await live({
        backfill: 'none',
        options,
        steps: [
          { what: 'connect' },
          { what: 'ride', count: 3 },
          {
            what: 'power_cycle',
            startNumber: 1,
            keepsMemory: false,
            session: 'same',
            clock: 'kept',
            link: 'cut',
          },
          { what: 'hold_back', count: 3 },
          { what: 'cross_at_question', after },
          { what: 'connect' },
        ],
      });
      expect(outcome.state).not.toBe('complete');
    },
  );
});
