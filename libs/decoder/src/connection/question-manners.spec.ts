import { QuestionManners } from './question-manners.js';

const MINUTE_MS = 60_000;

describe(QuestionManners.name, () => {
  let nowMs = 0;
  let manners: QuestionManners;
  beforeEach(() => {
    nowMs = 1_000_000;
    manners = new QuestionManners(() => nowMs);
  });
  const open = (isHeard = true): void => {
    manners.linkOpened();
    if (isHeard) manners.heard();
  };
  const hungUpOn = (question: string): ReturnType<QuestionManners['hungUp']> => {
    open();
    manners.begin({ type: question });
    return manners.hungUp();
  };

  it('withholds what it hung up on twice, and asks again after pauses that double up to an hour', () => {
    expect(hungUpOn('RESEND')).toBeUndefined();
    expect(manners.withheldMs('RESEND')).toBe(0);
    const pauses: number[] = [];
    for (let times = 0; times < 8; times++) {
      pauses.push((hungUpOn('RESEND')?.pauseMs ?? 0) / MINUTE_MS);
      expect(manners.withheldMs('RESEND')).toBeGreaterThan(0);
      expect(manners.withheldMs('SESSION')).toBe(0);
      nowMs += 61 * MINUTE_MS;
      expect(manners.withheld()).toEqual([]);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('forgets it once it is answered, or once it was asked and the link lived on', () => {
    for (const outlive of [
      () => {
        manners.begin({ type: 'RESEND' })(true);
      },
      () => {
        manners.begin({ type: 'RESEND' })(false);
        nowMs += 5001;
        manners.begin({ type: 'SESSION' })(true);
      },
    ]) {
      hungUpOn('RESEND');
      open();
      outlive();
      expect(hungUpOn('RESEND')).toBeUndefined();
      manners = new QuestionManners(() => nowMs);
    }
  });

  it('blames the first without an answer, and one that was given up a moment before', () => {
    for (let times = 0; times < 2; times++) {
      open();
      manners.begin({ type: 'VERSION' })(true);
      manners.begin({ type: 'RESEND' })(false);
      manners.begin({ type: 'SESSION' });
      nowMs += 1000;
      manners.hungUp();
    }
    expect(manners.withheld()).toEqual([{ question: 'RESEND', hangUps: 2, pauseMs: MINUTE_MS }]);
  });

  it('blames no question where nobody is there, listens first on the next link, and blames then', () => {
    for (let times = 0; times < 5; times++) {
      open(false);
      expect(manners.listenMs).toBe(times === 0 ? 0 : 5000);
      manners.begin({ type: 'GET_TIME' as const });
      expect(manners.hungUp()).toBeUndefined();
    }
    open(false);
    nowMs += 2000;
    expect(manners.listenMs).toBe(3000);
    manners.heard();
    expect(manners.listenMs).toBe(0);
    manners.begin({ type: 'SESSION' });
    manners.hungUp();
    manners.linkOpened();
    expect(manners.listenMs).toBe(5000);
    expect(hungUpOn('SESSION')).toMatchObject({ question: 'SESSION', hangUps: 2 });
    open(false);
    manners.begin({ type: 'PING' })(true);
    open(false);
    expect(manners.listenMs).toBe(0);
  });

  it('withholds further questions at once where it took two badly, but not those that it has answered', () => {
    open();
    manners.begin({ type: 'GET_TIME' })(true);
    for (const question of ['RESEND', 'RESEND', 'SESSION', 'SESSION'] as const) hungUpOn(question);
    expect(hungUpOn('VERSION')).toMatchObject({ question: 'VERSION', hangUps: 1, pauseMs: MINUTE_MS });
    expect(hungUpOn('GET_TIME')).toBeUndefined();
  });

  it('minds no link that ends while nothing was asked', () => {
    open();
    expect(manners.hungUp()).toBeUndefined();
    expect(manners.withheld()).toEqual([]);
  });
});
