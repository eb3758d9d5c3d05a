import { delivered, firstState, inTerm } from './delivery-state.js';

const FAILED = {
  ...firstState('a.1', 1),
  underWay: { id: 'msg_1', until: 'a.5' },
  notice: 'rewound',
  failures: 3,
  failingForMs: 9000,
  nextAttemptAtMs: 20,
  pausedBecause: 'answered 500',
} as const;

describe('the state of a webhook', () => {
  it('goes on behind a delivery that arrived, and has told its notice', () => {
    const attempt = { atMs: 7, statusCode: 204, error: null };
    expect(delivered(FAILED, attempt)).toEqual({
      ...firstState('a.5', 1),
      lastAttempt: attempt,
      deliveredAtMs: 7,
    });
    expect(delivered({ ...FAILED, underWay: null }, attempt).cursor).toBe('a.1');
  });

  it('forgets failures in another term, and nothing else', () => {
    expect(inTerm(FAILED, 1)).toBe(FAILED);
    const { underWay, notice } = FAILED;
    expect(inTerm(FAILED, 2)).toEqual({ ...firstState('a.1', 2), underWay, notice });
  });
});
