import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { changedMeanwhile } from '../accounts/account-problems.js';
import { ExpiryClock } from '../../platform/clock/expiry-clock.js';
import { invalidFields, Problem } from '../../platform/problems/problem.js';
import { refusePast } from '../../platform/validation/refuse-past.js';
import type { Feature } from './features.js';
import {
  holdersOf,
  licenseChanged,
  licenseRevoked,
  licensesOf,
  licensesReplaced,
  seatsFreed,
  seatsTaken,
} from './holdings.js';
import { isInForce, type License } from './license.js';
import {
  type ActivationAnswer,
  activatedLicense,
  type DeviceLicenseAnswer,
  type LicenseAnswer,
  licenseAnswer,
} from './license.answers.js';
import { makeLicenseCode, readLicenseCode } from '../../platform/config/license-code.js';
import { LICENSE_PROBLEMS } from './license-problems.js';
import { type Activation, LicenseStore } from './license-store.js';
import { LicensedFeatures } from './licensed-features.js';
import { TimingGuard } from './timing-guard.js';

export interface LicenseTerms {
  readonly features: readonly Feature[];
  readonly deviceLimit: number;
  readonly validUntilMs: number;
}

export interface ActivationTerms {
  /** Activates in place of the licences that the device has, not beside them. */
  readonly isReplacing?: boolean;
  /** Activates even where a running decoder stops by it. */
  readonly isForced?: boolean;
}

/** Issues licences, activates them on devices, revokes them. A change is in force when it is answered. */
@Injectable()
export class LicenseService {
  constructor(
    private readonly store: LicenseStore,
    private readonly features: LicensedFeatures,
    private readonly clock: ExpiryClock,
    private readonly timing: TimingGuard,
  ) {}

  /** Resolves to the device's last activated licence, in force if any is, with the features of all that are in force. */
  async licenseOf(deviceId: string): Promise<DeviceLicenseAnswer> {
    const nowMs = this.clock.nowMs();
    const all = await this.licensesOf(deviceId);
    const inForce = all.filter((license) => isInForce(license, nowMs));
    const license = inForce[0] ?? all[0];
    if (license === undefined) throw new Problem(LICENSE_PROBLEMS.none);
    return this.answer(license, featuresOf([license, ...inForce]));
  }

  async activate(
    typed: string,
    deviceId: string,
    { isReplacing = false, isForced = false }: ActivationTerms = {},
  ): Promise<ActivationAnswer> {
    const code = readLicenseCode(typed);
    if (code === undefined) {
      throw invalidFields([
        { field: 'license_code', message: 'has a typing error: its check digit does not fit' },
      ]);
    }
    const nowMs = this.clock.nowMs();
    const activate = (): Promise<Activation> => this.store.activate(code, deviceId, nowMs, isReplacing);
    const outcome = isReplacing
      ? await this.timing.change(licensesReplaced(deviceId, code), isForced, activate)
      : await activate();
    if (outcome !== 'activated') throw refusal(outcome);
    const all = await this.licensesOf(deviceId);
    const license = all.find((each) => each.code === code);
    if (license === undefined) throw refusal('unknown');
    await this.features.look();
    const inForce = all.filter((each) => isInForce(each, nowMs));
    return {
      success: true,
      message: 'License activated successfully',
      license: activatedLicense(license, nowMs, featuresOf([license, ...inForce])),
    };
  }

  /** Issues a licence with a random code, unless the demo gives one. */
  async issue(
    terms: LicenseTerms,
    code = makeLicenseCode((below) => randomInt(below)),
  ): Promise<LicenseAnswer> {
    const nowMs = this.clock.nowMs();
    refusePast('valid_until', terms.validUntilMs, nowMs);
    const license: License = {
      code,
      features: [...new Set(terms.features)],
      deviceLimit: terms.deviceLimit,
      validUntilMs: terms.validUntilMs,
      createdAtMs: nowMs,
      revokedAtMs: null,
    };
    if (!(await this.store.add(license))) throw new Error(`the licence code ${code} is taken`);
    return this.answer(license);
  }

  /** Issues a licence and activates it on that device at once. */
  async issueOn(deviceId: string, terms: LicenseTerms): Promise<LicenseAnswer> {
    const { license_code: code } = await this.issue(terms);
    await this.activate(code, deviceId);
    return this.get(code);
  }

  /** Resolves to the licences in no order. */
  list(): Promise<readonly License[]> {
    return this.store.all();
  }

  async answers(licenses: readonly License[]): Promise<LicenseAnswer[]> {
    const [seats, nowMs] = [await this.store.seats(), this.clock.nowMs()];
    return licenses.map((license) => licenseAnswer(license, seatsTaken(license.code, seats), nowMs));
  }

  async get(typed: string): Promise<LicenseAnswer> {
    const license = await this.store.find(readLicenseCode(typed) ?? typed);
    if (license === undefined) throw refusal('unknown');
    return this.answer(license);
  }

  /** Changes a licence; devices that have activated it keep it, even beyond a lower limit. */
  async change(typed: string, terms: Partial<LicenseTerms>, isForced: boolean): Promise<LicenseAnswer> {
    if (terms.validUntilMs !== undefined) refusePast('valid_until', terms.validUntilMs, this.clock.nowMs());
    const before = await this.store.find(readLicenseCode(typed) ?? typed);
    if (before === undefined) throw refusal('unknown');
    if (before.revokedAtMs !== null) throw refusal('revoked');
    const after: License = { ...before, ...terms };
    const make = (): Promise<boolean> => this.store.change(before, after);
    if (!(await this.timing.change(licenseChanged(after), isForced, make))) throw changedMeanwhile();
    await this.features.look();
    return this.answer(after);
  }

  /** Frees the seat of one device, or every seat of the licence. */
  async deactivate(typed: string, deviceId: string | undefined, isForced: boolean): Promise<LicenseAnswer> {
    const { license_code: code } = await this.get(typed);
    const holders = holdersOf(code, await this.store.seats());
    if (deviceId !== undefined && !holders.includes(deviceId))
      throw invalidFields([{ field: 'device_id', message: 'has not activated this licence' }]);
    const freed = deviceId === undefined ? holders : [deviceId];
    await this.timing.change(seatsFreed(code, freed), isForced, async () => {
      for (const each of freed) await this.store.freeSeat(code, each);
    });
    await this.features.look();
    return this.get(code);
  }

  async revoke(typed: string, isForced: boolean): Promise<void> {
    const code = readLicenseCode(typed) ?? typed;
    const revoke = (): Promise<boolean> => this.store.revoke(code, this.clock.nowMs());
    if (!(await this.timing.change(licenseRevoked(code), isForced, revoke))) throw refusal('unknown');
    await this.features.look();
  }

  /** Removes a licence as if it had never been issued. */
  async forget(code: string): Promise<void> {
    await this.store.forget(code);
    await this.features.look();
  }

  private async answer(license: License, features?: readonly Feature[]): Promise<LicenseAnswer> {
    const taken = seatsTaken(license.code, await this.store.seats());
    return licenseAnswer(license, taken, this.clock.nowMs(), features);
  }

  private async licensesOf(deviceId: string): Promise<License[]> {
    const [licenses, seats] = await Promise.all([this.store.all(), this.store.seats()]);
    return licensesOf(deviceId, { licenses, seats });
  }
}

/** Returns the features of all licences together, each once. */
const featuresOf = (licenses: readonly License[]): Feature[] => [
  ...new Set(licenses.flatMap(({ features }) => features)),
];

const refusal = (outcome: Exclude<Activation, 'activated'>): Problem =>
  new Problem(LICENSE_PROBLEMS[outcome]);
