import fc from 'fast-check';
import { Logger } from '@nestjs/common';
import { FOUND } from '../model/found-histories.js';
import { history, live, type Outcome } from '../model/numbering-history.js';
import { report } from './report.js';
import { IS_FULL } from './trial.js';

const RUNS = IS_FULL ? 100_000 : 300;

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
        expect(outcome.isFalselyBegunAgain).toBe(false);
        if (outcome.state === 'complete') expect(outcome.lost).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    report('histories of numberings', { histories, wrong: 0, states });
  }, 3_600_000);

  it.each(FOUND)('were found wrong once: %s', async (_, each) => {
    const outcome = await live(each);
    expect(outcome).toMatchObject({ twice: 0, isFalselyBegunAgain: false });
    if (outcome.state === 'complete') expect(outcome.lost).toEqual([]);
  });

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
          { what: 'cross_at_question', after, isBehindAnswer: false },
          { what: 'connect' },
        ],
      });
      expect(outcome.state).not.toBe('complete');
    },
  );

  it.each([4, 6, 8, 12])(
    'do not take passings that were asked for, and read after the next connect, for a new numbering (%d silent)',
    async (count) => {
      const outcome = await live({
        backfill: 'none',
        options: { decoder: {}, resend: 'honoured', seed: 1 },
        steps: [
          { what: 'connect' },
          { what: 'ride', count: 3 },
          { what: 'silent_at_question', after: 0, count },
          { what: 'hold_back', count: 4 },
          { what: 'ride', count: 1 },
          { what: 'cut' },
          { what: 'connect' },
          { what: 'ride', count: 2 },
          { what: 'cut' },
        ],
      });
      expect(outcome).toMatchObject({ state: 'complete', lost: [], twice: 0, isFalselyBegunAgain: false });
    },
  );
});
