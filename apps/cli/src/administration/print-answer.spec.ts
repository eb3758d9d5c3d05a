import { linesOf, readable } from './print-answer.js';

describe(linesOf.name, () => {
  it('makes a table of a list', () => {
    const rows = [
      { id: 'key_1', scopes: ['admin', 'system:read'], expires_at: null, clock: {} },
      { id: 'key_23', scopes: [], expires_at: 'soon', clock: {} },
    ];
    expect(linesOf({ success: true, api_keys: rows, count: 2 })).toEqual([
      'id      scopes             expires_at',
      'key_1   admin,system:read  -',
      'key_23                     soon',
    ]);
    expect(linesOf({ success: true, api_keys: [], count: 0 })).toEqual(['none']);
  });

  it('shows of a list the columns that were chosen, those that are text last', () => {
    const rows = [
      { id: 'finish', bytes: 5, state: 'waiting', last_error: 'nobody answers', warnings: [], clock: {} },
      { id: 'back', bytes: 7, state: 'connected', last_error: null, warnings: ['One.', 'Two.'], clock: {} },
    ];
    const columns = ['id', 'state', 'last_error', 'warnings'];
    expect(linesOf({ success: true, decoders: rows, count: 2 }, { columns })).toEqual([
      'id      state      last_error      warnings',
      'finish  waiting    nobody answers',
      'back    connected  -               One.,Two.',
    ]);
  });

  it('makes a line of each field of one thing', () => {
    expect(linesOf({ success: true, id: 'a', device_limit: 5 })).toEqual([
      'id            a',
      'device_limit  5',
    ]);
  });
});

describe(readable.name, () => {
  it.each([
    ['created_at', '2024-02-13T18:12:00.000Z', '2024-02-13 18:12:00 UTC'],
    ['valid_until', '2025-12-31T23:59:59Z', '2025-12-31 23:59:59 UTC'],
    ['last_seen', 1_707_847_920_000, '2024-02-13 18:12:00 UTC'],
    ['bytes', 1_707_847_920_000, '1707847920000'],
    ['last_passing', null, '-'],
    ['name', 'The box', 'The box'],
    ['scopes', ['admin', 'system:read'], 'admin,system:read'],
  ])('shows %s %s as %s', (name, value, text) => {
    expect(readable(name, value)).toBe(text);
  });
});
