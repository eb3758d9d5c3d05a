import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { SecretDigest } from '../auth/secrets/secret-digest.js';
import { makeSecret } from '../auth/secrets/secret-text.js';
import { Clock } from '../../platform/clock/clock.js';
import { ExpiryClock } from '../../platform/clock/expiry-clock.js';
import { deviceRemoved } from '../license/holdings.js';
import { LicenseStore } from '../license/license-store.js';
import { TimingGuard } from '../license/timing-guard.js';
import { accountExists, changedMeanwhile, unknownAccount } from '../accounts/account-problems.js';
import { keptSecret, rotated } from '../accounts/kept-secret.js';
import { type Device, DEVICES, type Devices, randomId } from '../accounts/accounts.js';

export interface NewDevice {
  readonly device: Device;
  /** Shown once: only its digest is kept. */
  readonly secret: string;
}

@Injectable()
export class DevicesService {
  constructor(
    @Inject(DEVICES) private readonly devices: Devices,
    private readonly licenses: LicenseStore,
    private readonly digest: SecretDigest,
    private readonly clock: Clock,
    private readonly expiryClock: ExpiryClock,
    private readonly timing: TimingGuard,
  ) {}

  /** Resolves to the devices in no order. */
  list(): Promise<readonly Device[]> {
    return this.devices.all();
  }

  async get(id: string): Promise<Device> {
    const device = (await this.devices.all()).find((each) => each.id === id);
    if (device === undefined) throw unknownAccount('device', 'devices');
    return device;
  }

  async has(id: string): Promise<boolean> {
    return (await this.devices.find(id)) !== undefined;
  }

  async register(name: string, id = randomId('device'), secret = makeSecret('cld')): Promise<NewDevice> {
    const device: Device = {
      id,
      name,
      createdAtMs: this.clock.nowMs(),
      generation: randomBytes(9).toString('base64url'),
      secret: keptSecret(this.digest, secret),
    };
    if (!(await this.devices.add(id, device))) throw accountExists('device', 'id');
    return { device, secret };
  }

  async rename(id: string, name: string): Promise<Device> {
    const before = await this.get(id);
    const device = { ...before, name };
    if (!(await this.devices.change(id, before, device))) throw changedMeanwhile();
    return device;
  }

  async rotate(id: string, overlapMs: number, secret = makeSecret('cld')): Promise<NewDevice> {
    const before = await this.get(id);
    const untilMs = this.expiryClock.nowMs() + overlapMs;
    const device = { ...before, secret: rotated(before.secret, keptSecret(this.digest, secret), untilMs) };
    if (!(await this.devices.change(id, before, device))) throw changedMeanwhile();
    return { device, secret };
  }

  /** Removes a device: its logins end, and its seats of licences are free. */
  revoke(id: string, isForced: boolean): Promise<void> {
    return this.timing.change(deviceRemoved(id), isForced, async () => {
      if (!(await this.devices.remove(id))) throw unknownAccount('device', 'devices');
      await this.licenses.release(id);
    });
  }

  /** Registers the configured device, or gives it the configured secret. */
  async ensure(id: string, name: string, secret: string): Promise<void> {
    const device = await this.devices.find(id);
    const digest = this.digest.of(secret).toString('base64');
    if (device === undefined) await this.register(name, id, secret);
    else if (device.secret.digest !== digest) await this.rotate(id, 0, secret);
  }
}
