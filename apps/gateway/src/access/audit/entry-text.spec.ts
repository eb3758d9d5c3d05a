import type { AuditEntry } from './audit-entry.js';
import { entryText, isEntryId, orderedId, readEntry, timeText } from './entry-text.js';

const RUN = 'abcdef01';

describe(orderedId.name, () => {
  it('is in the order of time, and of what a run did within a millisecond', () => {
    const times = [0, 999, 1000, 1_700_000_000_000, 1_700_000_000_001, 253_402_300_799_999];
    const ids = times.flatMap((atMs) => [7, 8, 100].map((count) => orderedId(atMs, count, RUN)));
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every(isEntryId)).toBe(true);
    expect(ids[0]?.startsWith(timeText(0))).toBe(true);
  });

  it('stays one of ours beyond a million entries, and by a clock before 1970', () => {
    expect(isEntryId(orderedId(-5, 1_000_001, RUN))).toBe(true);
    expect(isEntryId('x')).toBe(false);
  });
});

it('an entry is read as it was written', () => {
  const entry: AuditEntry = {
    entryId: orderedId(5, 1, RUN),
    atMs: 5,
    who: { kind: 'api_key', id: 'key_1', name: 'a { b', deviceId: null },
    from: '127.0.0.1',
    operation: 'changeDevice',
    kind: 'device',
    id: 'box',
    name: 'The box',
    changed: ['name'],
    before: { name: 'x' },
    after: { name: 'y' },
  };
  expect(readEntry(entryText(entry))).toEqual(entry);
});
