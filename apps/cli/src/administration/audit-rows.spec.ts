import { auditRows } from './audit-rows.js';

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
          who: 'key_1 ("script")',
          from: '127.0.0.1',
          operation: 'changeDevice',
          what: 'device box ("In the hall")',
          changed: ['name'],
        },
        {
          at: '2024-02-14T18:12:00Z',
          who: 'user_1 on tablet',
          from: null,
          operation: 'changeDevice',
          what: 'user user_2',
          changed: ['name'],
        },
      ],
      count: 2,
    });
  });
});
