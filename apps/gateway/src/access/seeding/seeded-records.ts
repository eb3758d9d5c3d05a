import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ApiKeysService } from '../admin/api-keys.service.js';
import { DevicesService } from '../admin/devices.service.js';
import { UsersService } from '../admin/users.service.js';
import { GatewaySecrets } from '../auth/secrets/gateway-secrets.js';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import { DEMO_DECODER } from '../../platform/config/demo-numbering.js';
import { FEATURES } from '../license/features.js';
import { LicenseService } from '../license/license.service.js';
import { PassingsRepository } from '#passings';
import { Problem } from '../../platform/problems/problem.js';
import { ensureDemoRecords, removeDemoPassings, removeDemoRecords } from './demo-records.js';

const RETRY_MS = 200;

/** Keeps the records that the configuration asks for in the store: this device, its licence, and the demo's. */
@Injectable()
export class SeededRecords implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('accounts');
  private isStopping = false;

  constructor(
    private readonly config: GatewayConfig,
    private readonly secrets: GatewaySecrets,
    readonly devices: DevicesService,
    readonly users: UsersService,
    readonly apiKeys: ApiKeysService,
    readonly licenses: LicenseService,
    private readonly passings: PassingsRepository,
  ) {}

  /** Tries before any decoder is connected. The start waits for the first try alone, so that it needs no store. */
  async onModuleInit(): Promise<void> {
    if (!(await this.tryOnce())) void this.tryOn();
  }

  onModuleDestroy(): void {
    this.isStopping = true;
  }

  private async tryOn(): Promise<void> {
    do {
      await delay(RETRY_MS, undefined, { ref: false });
    } while (!this.isStopping && !(await this.tryOnce()));
  }

  private async tryOnce(): Promise<boolean> {
    const { deviceId, deviceSecret } = this.secrets;
    try {
      await this.devices.ensure(deviceId, 'This gateway', deviceSecret);
      await this.activateConfigured(deviceId);
      if (this.config.hasOwnAdministrator === true) await this.issueOwn(deviceId);
      if (this.config.demo) await ensureDemoRecords(this, deviceId);
      else await this.removeDemo();
      return true;
    } catch (error) {
      // The connection logs why the store does not answer.
      this.log.debug(
        `the records of this gateway's own device and licence are not stored yet: ${String(error)}`,
      );
      return false;
    }
  }

  private async removeDemo(): Promise<void> {
    const taken = await removeDemoPassings(this.passings);
    if (taken > 0)
      this.log.warn(
        `${taken.toLocaleString('en')} passings were invented by the demo of an earlier version, under the decoder ` +
          `${DEMO_DECODER}: they are removed. Passings of a real decoder are not touched.`,
      );
    await removeDemoRecords(this);
  }

  /** Issues the first licence of a gateway that made its own administrator, who may change it from then on. */
  private async issueOwn(deviceId: string): Promise<void> {
    if ((await this.licenses.list()).length > 0) return;
    await this.licenses.issueOn(deviceId, {
      features: FEATURES,
      deviceLimit: 1,
      validUntilMs: Date.UTC(2099, 11, 31, 23, 59, 59),
    });
    this.log.log('a licence of its own is issued for this gateway, and activated');
  }

  private async activateConfigured(deviceId: string): Promise<void> {
    const { licenseCode } = this.config;
    if (licenseCode === undefined) return;
    try {
      await this.licenses.activate(licenseCode, deviceId);
      this.log.log('the licence of COACHLINK_LICENSE is activated');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.log.warn(`the licence of COACHLINK_LICENSE is not activated: ${error.message}`);
    }
  }
}
