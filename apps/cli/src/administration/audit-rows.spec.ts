import { AUDIT_LAYOUT, auditRows } from './audit-rows.js';
import { linesOf } from './print-answer.js';

const ENTRY = {
  id: '001',
  at: '2024-02-14T18:12:00.000Z',
  who: { kind: 'api_key', id: 'key_1', name: 'script', device_id: null },
  from: '127.0.0.1',
  operation: 'changeDevice',
  what: { kind: 'device', id: 'box', name: 'In the hall' },
  changed: ['name'],
  before: { name: 'A' },
  after: { name: 'In the hall' },
};

describe(auditRows.name, () => {
  it('has a row for each change, which people can read', () => {
    const byUser = { kind: 'user', id: 'user_1', name: null, device_id: 'tablet' };
    const unnamed = { kind: 'user', id: 'user_2', name: null };
    const entries = [ENTRY, { ...ENTRY, who: byUser, what: unnamed, from: null }];
    expect(auditRows({ success: true, entries })).toEqual({
      entries: [
        {
          at: '2024-02-14T18:12:00Z',
          operation: 'changeDevice',
          what: 'box',
          name: 'In the hall',
          who: 'key_1 ("script")',
          from: '127.0.0.1',
          changed: ['name'],
        },
        {
          at: '2024-02-14T18:12:00Z',
          operation: 'changeDevice',
          what: 'user_2',
          name: null,
          who: 'user_1 on tablet',
          from: null,
          changed: ['name'],
        },
      ],
      count: 2,
    });
  });

  it('shows what was done to which thing whole, in 100 columns', () => {
    const id = 'key_0123456789abcdef';
    const rotated = {
      ...ENTRY,
      operation: 'rotateApiKey',
      what: { kind: 'api_key', id, name: 'x'.repeat(64) },
      changed: ['api_secret', 'old_secret_ends_at'],
    };
    const lines = linesOf(auditRows({ success: true, entries: [rotated, rotated] }), AUDIT_LAYOUT);
    expect(lines[1]).toMatch(new RegExp(`^2024-02-14 18:12:00 UTC  rotateApiKey  ${id}  x+…`));
    expect(lines.filter(({ length }) => length > 100)).toEqual([]);
  });
});
