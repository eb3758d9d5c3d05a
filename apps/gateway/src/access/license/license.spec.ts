import { featureState, GRACE_MS, type License, statusOf } from './license.js';

const license: License = {
  code: 'a',
  features: ['p3_decoder'],
  deviceLimit: 1,
  validUntilMs: 1000,
  createdAtMs: 0,
  revokedAtMs: null,
};

describe(statusOf.name, () => {
  it.each([
    [1000, 'active'],
    [1001, 'grace'],
    [1000 + GRACE_MS, 'grace'],
    [1001 + GRACE_MS, 'expired'],
  ])('at %d ms is %s', (nowMs, status) => {
    expect(statusOf(license, nowMs)).toBe(status);
    expect(statusOf({ ...license, revokedAtMs: 5 }, nowMs)).toBe('revoked');
  });
});

describe(featureState.name, () => {
  it('is granted by one good licence, whatever the others are', () => {
    const revoked = { ...license, revokedAtMs: 5 };
    expect(featureState('p3_decoder', [], 0)).toBe('missing');
    expect(featureState('x2_decoder', [license], 0)).toBe('missing');
    expect(featureState('p3_decoder', [revoked], 0)).toBe('missing');
    expect(featureState('p3_decoder', [revoked, license], 0)).toBe('granted');
    expect(featureState('p3_decoder', [license], 1001)).toBe('granted');
    expect(featureState('p3_decoder', [revoked, license], 1001 + GRACE_MS)).toBe('lapsed');
  });
});
