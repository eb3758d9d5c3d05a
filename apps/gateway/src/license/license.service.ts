import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ExpiryClock } from '../clock/expiry-clock.js';
import { invalidFields, Problem } from '../problems/problem.js';
import type { Feature } from './features.js';
import { type License, statusOf } from './license.js';
import {
  type ActivationAnswer,
  activatedLicense,
  type LicenseAnswer,
  licenseAnswer,
} from './license.answers.js';
import { makeLicenseCode, readLicenseCode } from './license-code.js';
import { LICENSE_PROBLEMS } from './license-problems.js';
import { type Activation, LicenseStore } from './license-store.js';
import { LicensedFeatures } from './licensed-features.js';

export interface LicenseTerms {
  readonly features: readonly Feature[];
  readonly deviceLimit: number;
  readonly validUntilMs: number;
}

/** Issues licences, activates them on devices, revokes them. A change is in force when it is answered. */
@Injectable()
export class LicenseService {
  constructor(
    private readonly store: LicenseStore,
    private readonly features: LicensedFeatures,
    private readonly clock: ExpiryClock,
  ) {}

  async licenseOf(deviceId: string): Promise<LicenseAnswer> {
    const code = (await this.store.seats()).get(deviceId);
    const license = code === undefined ? undefined : await this.store.find(code);
    if (license === undefined) throw new Problem(LICENSE_PROBLEMS.none);
    return this.answer(license);
  }

  async activate(typed: string, deviceId: string): Promise<ActivationAnswer> {
    const code = readLicenseCode(typed);
    if (code === undefined) {
      throw invalidFields([
        { field: 'license_code', message: 'has a typing error: its check digit does not fit' },
      ]);
    }
    const nowMs = this.clock.nowMs();
    const outcome = await this.store.activate(code, deviceId, nowMs);
    if (outcome !== 'activated') throw refusal(outcome);
    const license = await this.store.find(code);
    if (license === undefined) throw refusal('unknown');
    await this.features.look();
    return {
      success: true,
      message: 'License activated successfully',
      license: activatedLicense(license, nowMs),
    };
  }

  /** With a code of its own making, unless the demo has one. */
  async issue(
    terms: LicenseTerms,
    code = makeLicenseCode((below) => randomInt(below)),
  ): Promise<LicenseAnswer> {
    const license: License = {
      code,
      features: [...new Set(terms.features)],
      deviceLimit: terms.deviceLimit,
      validUntilMs: terms.validUntilMs,
      createdAtMs: this.clock.nowMs(),
      revokedAtMs: null,
    };
    if (!(await this.store.add(license))) throw new Error(`the licence code ${code} is taken`);
    return this.answer(license);
  }

  /** Activated on that device at once, so that it must not have run out: else it would be kept and its code never told. */
  async issueOn(deviceId: string, terms: LicenseTerms): Promise<LicenseAnswer> {
    const { validUntilMs } = terms;
    if (statusOf({ validUntilMs, revokedAtMs: null }, this.clock.nowMs()) !== 'active') {
      throw invalidFields([
        {
          field: 'valid_until',
          message: 'is over already, so that no device can have it: give a later time',
        },
      ]);
    }
    const { license_code: code } = await this.issue(terms);
    await this.activate(code, deviceId);
    return this.get(code);
  }

  async list(): Promise<LicenseAnswer[]> {
    const licenses = [...(await this.store.all())].sort((a, b) => a.createdAtMs - b.createdAtMs);
    return Promise.all(licenses.map((license) => this.answer(license)));
  }

  async get(typed: string): Promise<LicenseAnswer> {
    const license = await this.store.find(readLicenseCode(typed) ?? typed);
    if (license === undefined) throw refusal('unknown');
    return this.answer(license);
  }

  async revoke(typed: string): Promise<void> {
    const code = readLicenseCode(typed) ?? typed;
    if (!(await this.store.revoke(code, this.clock.nowMs()))) throw refusal('unknown');
    await this.features.look();
  }

  /** As if it had never been issued. */
  async forget(code: string): Promise<void> {
    await this.store.forget(code);
    await this.features.look();
  }

  private async answer(license: License): Promise<LicenseAnswer> {
    const seats = [...(await this.store.seats()).values()].filter((code) => code === license.code);
    return licenseAnswer(license, seats.length, this.clock.nowMs());
  }
}

const refusal = (outcome: Exclude<Activation, 'activated'>): Problem =>
  new Problem(LICENSE_PROBLEMS[outcome]);
