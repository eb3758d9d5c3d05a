import type { License } from './license.js';

export type Activation = 'activated' | 'unknown' | 'revoked' | 'expired' | 'full';

/** Licences, and which device has activated which. A device holds one seat at the most. */
export abstract class LicenseStore {
  abstract all(): Promise<readonly License[]>;
  abstract find(code: string): Promise<License | undefined>;
  /** False where the code is taken. */
  abstract add(license: License): Promise<boolean>;
  /** False where there is no such licence. */
  abstract revoke(code: string, nowMs: number): Promise<boolean>;
  /** It is gone, and so are the seats that it gave. */
  abstract forget(code: string): Promise<void>;
  /** In one step: of many devices that race for the last seat one gets it. */
  abstract activate(code: string, deviceId: string, nowMs: number): Promise<Activation>;
  /** The device's seat is free for another. */
  abstract release(deviceId: string): Promise<void>;
  /** device -> code */
  abstract seats(): Promise<ReadonlyMap<string, string>>;
}
