import type { Feature, FeatureState } from './features.js';

export interface License {
  readonly code: string;
  readonly features: readonly Feature[];
  readonly deviceLimit: number;
  readonly validUntilMs: number;
  readonly createdAtMs: number;
  readonly revokedAtMs: number | null;
}

export type LicenseStatus = 'active' | 'grace' | 'expired' | 'revoked';

/** Time to get a new licence without missing a training. */
export const GRACE_MS = 7 * 24 * 3_600_000;

export function statusOf(
  { validUntilMs, revokedAtMs }: Pick<License, 'validUntilMs' | 'revokedAtMs'>,
  nowMs: number,
): LicenseStatus {
  if (revokedAtMs !== null) return 'revoked';
  if (nowMs <= validUntilMs) return 'active';
  return nowMs <= validUntilMs + GRACE_MS ? 'grace' : 'expired';
}

export function isInForce(license: License, nowMs: number): boolean {
  return ['active', 'grace'].includes(statusOf(license, nowMs));
}

/** Returns the state of a feature by all licences together that are activated on devices of this gateway. */
export function featureState(feature: Feature, activated: readonly License[], nowMs: number): FeatureState {
  const holding = activated.filter(({ features }) => features.includes(feature));
  if (holding.some((license) => isInForce(license, nowMs))) return 'granted';
  return holding.some((license) => statusOf(license, nowMs) === 'expired') ? 'lapsed' : 'missing';
}
