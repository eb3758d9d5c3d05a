import type { Subject } from '../audit/alteration.js';
import type { License } from './license.js';

export const AUDITED_LICENSE: Subject<License> = {
  kind: 'license',
  idOf: ({ code }) => code,
  nameOf: () => null,
  shown: ({ features, deviceLimit, validUntilMs, revokedAtMs }) => ({
    features,
    device_limit: deviceLimit,
    valid_until: new Date(validUntilMs).toISOString(),
    revoked_at: revokedAtMs === null ? null : new Date(revokedAtMs).toISOString(),
  }),
  secretsOf: () => ({}),
};

/** The licences that a device has activated. */
export interface SeatsOfDevice {
  readonly deviceId: string;
  readonly codes: readonly string[];
}

export const AUDITED_SEATS: Subject<SeatsOfDevice> = {
  kind: 'device',
  idOf: ({ deviceId }) => deviceId,
  nameOf: () => null,
  shown: ({ codes }) => ({ licenses: codes }),
  secretsOf: () => ({}),
};
