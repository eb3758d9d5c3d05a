import { beginLedger, reach, receivedCount, settleEmpty } from './decoder-ledger.js';
import { foundLate } from './found-late.js';

describe(foundLate.name, () => {
  const ledger = settleEmpty(reach(beginLedger(1), 10, 0), { from: 1, until: 4 });

  it('counts as received what had been settled as empty, and no more than that', () => {
    expect(foundLate(ledger, [2, 3])).toMatchObject({ empty: 2, recovered: 2 });
    expect(receivedCount(foundLate(ledger, [2, 3]))).toBe(receivedCount(ledger) + 2);
    expect(foundLate(ledger, [1, 2, 3, 4, 5])).toMatchObject({ empty: 0, recovered: 4 });
    expect(foundLate(beginLedger(1), [1])).toEqual(beginLedger(1));
  });
});
