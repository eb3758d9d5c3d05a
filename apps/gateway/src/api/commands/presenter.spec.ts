import fc from 'fast-check';
import { COMMAND_STATUSES, worstOf } from './trail/outcome.js';
import { type OutcomeAt, resultOf } from './presenter.js';

const at = (
  decoderId: string,
  status: OutcomeAt['outcome']['status'],
  error: string | null = null,
): OutcomeAt => ({
  decoderId,
  outcome: { status, atMs: 1_707_847_920_000, response: { of: decoderId }, error },
});

describe(resultOf.name, () => {
  it('has the keys in the order of the document, and the answer of the one decoder', () => {
    const result = resultOf('402', [at('finish', 'executed')], false);
    expect(Object.entries(result)).toEqual([
      ['command', '402'],
      ['status', 'executed'],
      ['timestamp', '2024-02-13T18:12:00.000Z'],
      ['decoder_id', 'finish'],
      ['response', { of: 'finish' }],
      ['error', null],
    ]);
  });

  it('tells of each decoder where none was named', () => {
    const result = resultOf('20', [at('a', 'executed'), at('b', 'timeout', 'too late')], true);
    expect(result).toMatchObject({
      status: 'timeout',
      decoder_id: null,
      response: null,
      error: 'not executed by 1 of 2 decoders: see details',
    });
    expect(result.details?.map(({ decoder_id, status, error }) => [decoder_id, status, error])).toEqual([
      ['a', 'executed', null],
      ['b', 'timeout', 'too late'],
    ]);
  });
});

describe(worstOf.name, () => {
  it('is executed only where all are, and does not depend on their order', () => {
    const outcome = fc.constantFrom(...COMMAND_STATUSES).map((status) => at('x', status).outcome);
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1 }), (outcomes) => {
        const worst = worstOf(outcomes);
        expect(outcomes.some(({ status }) => status === worst)).toBe(true);
        expect(worst === 'executed').toBe(outcomes.every(({ status }) => status === 'executed'));
        expect(worstOf(outcomes.toReversed())).toBe(worst);
      }),
    );
  });
});
