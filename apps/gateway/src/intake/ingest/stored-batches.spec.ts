import { Logger } from '@nestjs/common';
import { jest } from '@jest/globals';
import type { Passing } from '#passings';
import { aPassing } from '../../../../../libs/passings/src/testing/a-passing.js';
import { StoredBatches } from './stored-batches.js';
import { StoredCounts } from './stored-counts.js';

const of = (decoderId: string): Passing => aPassing({ decoderId, passingNumber: 1, timeUs: 1 });

describe(StoredBatches.name, () => {
  it('tells every listener, also behind one that fails, until it ends', () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const batches = new StoredBatches();
    batches.subscribe(() => {
      throw new Error('of a listener');
    });
    const counts = new StoredCounts(batches);
    const heard: number[] = [];
    const end = batches.subscribe((passings) => heard.push(passings.length));
    batches.tell([of('finish'), of('pit')]);
    end();
    batches.tell([of('finish')]);
    expect([heard, counts.of('finish'), counts.of('pit'), counts.of('none')]).toEqual([[2], 2, 1, 0]);
    expect(logged).toHaveBeenCalledTimes(2);
    logged.mockRestore();
  });
});
