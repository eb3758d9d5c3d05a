import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Refusals } from './refusals.js';

describe(Refusals.name, () => {
  let warn: jest.SpiedFunction<Logger['warn']>;
  beforeEach(() => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });
  afterEach(() => {
    warn.mockRestore();
  });

  it('says the first of each source, and later how many more there were', () => {
    let nowMs = 0;
    const refusals = new Refusals({ nowMs: () => nowMs });
    for (let each = 0; each < 100; each++) refusals.note('10.0.0.5', 'GET /passings, 401');
    refusals.note('10.0.0.6', 'GET /passings, 403');
    nowMs = 60_000;
    refusals.note('10.0.0.5', 'GET /passings, 401');
    nowMs = 120_000;
    refusals.note('10.0.0.5', 'GET /passings, 401');
    expect(warn.mock.calls.map(([line]) => line as string)).toEqual([
      'refused 10.0.0.5: GET /passings, 401',
      'refused 10.0.0.6: GET /passings, 403',
      'refused 10.0.0.5: GET /passings, 401; 99 more since the last line',
      'refused 10.0.0.5: GET /passings, 401',
    ]);
  });

  it('remembers a thousand sources at the most', () => {
    const refusals = new Refusals({ nowMs: () => 0 });
    for (let each = 0; each < 1001; each++) refusals.note(`source ${each}`, '401');
    refusals.note('source 1000', '401');
    expect(warn).toHaveBeenCalledTimes(1001);
    refusals.note('source 0', '401');
    expect(warn).toHaveBeenCalledTimes(1002);
  });
});
