import type { Seats } from './holdings.js';
import type { License } from './license.js';

export type Activation = 'activated' | 'unknown' | 'revoked' | 'expired' | 'full';

/** Licences, and which device has activated which. A device holds one seat of a licence at the most. */
export abstract class LicenseStore {
  abstract all(): Promise<readonly License[]>;
  abstract find(code: string): Promise<License | undefined>;
  /** False where the code is taken. */
  abstract add(license: License): Promise<boolean>;
  /** False where it is no longer what it was. */
  abstract change(from: License, to: License): Promise<boolean>;
  /** False where there is no such licence. */
  abstract revoke(code: string, nowMs: number): Promise<boolean>;
  /** It is gone, and so are the seats that it gave. */
  abstract forget(code: string): Promise<void>;
  /**
   * Beside the licences that the device has, or in place of them. In one step: of many devices that race for the last
   * seat one gets it.
   */
  abstract activate(code: string, deviceId: string, nowMs: number, isReplacing: boolean): Promise<Activation>;
  /** The seat of one licence that the device has, if it does. */
  abstract freeSeat(code: string, deviceId: string): Promise<void>;
  /** Every seat of the device is free for another. */
  abstract release(deviceId: string): Promise<void>;
  abstract seats(): Promise<Seats>;
}
