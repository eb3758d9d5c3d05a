import type { Seats } from './holdings.js';
import type { License } from './license.js';

export type Activation = 'activated' | 'unknown' | 'revoked' | 'expired' | 'full';

/** Licences, and the devices that have activated them. A device holds at most one seat of a licence. */
export abstract class LicenseStore {
  abstract all(): Promise<readonly License[]>;
  abstract find(code: string): Promise<License | undefined>;
  /** Resolves to false where the code is taken. */
  abstract add(license: License): Promise<boolean>;
  /** Resolves to false where the licence is no longer `from`. */
  abstract change(from: License, to: License): Promise<boolean>;
  /** Resolves to false where there is no such licence. */
  abstract revoke(code: string, nowMs: number): Promise<boolean>;
  /** Removes a licence with its seats. */
  abstract forget(code: string): Promise<void>;
  /**
   * Activates a licence beside those that the device has, or in place of them. It is one step: of many devices that race for
   * the last seat one gets it.
   */
  abstract activate(code: string, deviceId: string, nowMs: number, isReplacing: boolean): Promise<Activation>;
  /** Frees the device's seat of one licence, if it has one. */
  abstract freeSeat(code: string, deviceId: string): Promise<void>;
  /** Frees every seat of the device. */
  abstract release(deviceId: string): Promise<void>;
  abstract seats(): Promise<Seats>;
}
