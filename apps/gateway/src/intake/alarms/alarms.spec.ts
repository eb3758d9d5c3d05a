import { Logger } from '@nestjs/common';
import { jest } from '@jest/globals';
import { Alarms } from './alarms.js';

describe(Alarms.name, () => {
  let nowUs = 1_700_000_000_000_000;
  let alarms: Alarms;
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

  beforeEach(() => {
    alarms = new Alarms({ nowUs: () => nowUs });
    warn.mockClear();
  });
  afterAll(() => {
    warn.mockRestore();
  });

  it('keeps the newest first, counts all, and knows nothing of other decoders', () => {
    alarms.raise('finish', 'clock_jumped', 'one');
    nowUs += 1_000_000;
    alarms.raise('finish', 'clock_jumped', 'two');
    expect(alarms.of('finish').map(({ message }) => message)).toEqual(['two', 'one']);
    expect(alarms.countsOf('finish')).toMatchObject({ clock_jumped: 2, foreign_decoder: 0 });
    expect([alarms.of('back'), alarms.countsOf('back').clock_jumped]).toEqual([[], 0]);
    expect(warn).toHaveBeenCalledTimes(2);
  });

  it('says one of a flood, counts the others, and says it again later', () => {
    for (let number = 0; number < 1000; number++) alarms.raise('finish', 'number_doubtful', String(number));
    expect(alarms.of('finish')).toHaveLength(1);
    expect(alarms.countsOf('finish').number_doubtful).toBe(1000);
    nowUs += 60_000_000;
    alarms.raise('finish', 'number_doubtful', 'later');
    expect(alarms.of('finish')).toHaveLength(2);
    expect(warn).toHaveBeenCalledTimes(2);
  });

  it('is bounded', () => {
    for (let time = 0; time < 100; time++) alarms.raise('finish', 'clock_jumped', String(time));
    expect(alarms.of('finish')).toHaveLength(20);
  });
});
