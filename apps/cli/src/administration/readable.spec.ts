import { readable } from './readable.js';

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
