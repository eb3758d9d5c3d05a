import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { type Device, DEVICES, type Devices } from '../../accounts/accounts.js';
import { findProven } from '../../accounts/find-proven.js';
import { digestsInForce, NOBODYS } from '../../accounts/kept-secret.js';
import { ExpiryClock } from '../../../platform/clock/expiry-clock.js';
import { CredentialGuard } from '../guard/credential-guard.js';
import type { Principal } from '../principal/principal.js';
import { SecretDigest } from '../secrets/secret-digest.js';
import { soleHeader } from '../guard/sole-header.js';

/** Proves `X-Device-ID` and `X-Device-Secret` together. */
@Injectable()
export class DeviceGuard extends CredentialGuard {
  readonly family = 'device';
  readonly challenge = 'Device realm="CoachLINK"';

  constructor(
    @Inject(DEVICES) private readonly devices: Devices,
    private readonly digest: SecretDigest,
    private readonly clock: ExpiryClock,
  ) {
    super();
  }

  isOffered({ headers }: Request): boolean {
    return headers['x-device-id'] !== undefined || headers['x-device-secret'] !== undefined;
  }

  async identify(context: ExecutionContext): Promise<Principal | undefined> {
    const device = await this.deviceOf(context.switchToHttp().getRequest<Request>());
    return device && { id: `device:${device.id}`, scopes: new Set(), deviceId: device.id };
  }

  async deviceOf(request: Request): Promise<Device | undefined> {
    const id = soleHeader(request, 'x-device-id');
    const secret = soleHeader(request, 'x-device-secret');
    if (id === undefined || secret === undefined) return undefined;
    return findProven(this.devices, id, (device) => this.isRight(secret, device));
  }

  private isRight(secret: string, device: Device | undefined): boolean {
    const digests = digestsInForce(device?.secret ?? NOBODYS, this.clock.nowMs());
    return this.digest.matchesAny(secret, digests);
  }
}
