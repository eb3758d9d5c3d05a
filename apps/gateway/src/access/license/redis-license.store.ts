import { Inject, Injectable } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { SiteKeys } from '#redis';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import { alterationOf } from '../audit/alteration.js';
import { AuditedWrites } from '../audit/audited-writes.js';
import { STORE_CONNECTIONS } from '../../platform/storage/storage.module.js';
import { ACTIVATE_LICENSE } from './activate-license.generated.js';
import { AUDITED_LICENSE, AUDITED_SEATS } from './audited-licenses.js';
import { FORGET_LICENSE } from './forget-license.generated.js';
import type { Seats } from './holdings.js';
import { type Activation, LicenseStore } from './license-store.js';
import type { License } from './license.js';

/**
 * Two hashes: code -> licence, and device -> its codes with a blank between two. Seats are counted from the second, so
 * they can never be wrong.
 */
@Injectable()
export class RedisLicenseStore extends LicenseStore {
  private readonly licenses: string;
  private readonly activations: string;

  constructor(
    @Inject(STORE_CONNECTIONS) private readonly redis: StoreConnections,
    private readonly writes: AuditedWrites,
    { site }: GatewayConfig,
  ) {
    super();
    const { licenses, licenseDevices } = new SiteKeys(site);
    this.licenses = licenses;
    this.activations = licenseDevices;
  }

  override async all(): Promise<readonly License[]> {
    return (await this.redis.reader.hvals(this.licenses)).map((text) => JSON.parse(text) as License);
  }

  override async find(code: string): Promise<License | undefined> {
    const text = await this.redis.reader.hget(this.licenses, code);
    return text === null ? undefined : (JSON.parse(text) as License);
  }

  override add(license: License): Promise<boolean> {
    return this.swap(license.code, undefined, license);
  }

  override change(from: License, to: License): Promise<boolean> {
    return this.swap(from.code, from, to);
  }

  override async revoke(code: string, nowMs: number): Promise<boolean> {
    for (;;) {
      const text = await this.writes.read((redis) => redis.hget(this.licenses, code));
      if (text === null) return false;
      const license = JSON.parse(text) as License;
      if (license.revokedAtMs !== null) return true;
      if (await this.swap(code, license, { ...license, revokedAtMs: nowMs })) return true;
    }
  }

  override async forget(code: string): Promise<void> {
    await this.writes.write(FORGET_LICENSE, [this.licenses, this.activations], [code], undefined);
  }

  override async activate(
    code: string,
    deviceId: string,
    nowMs: number,
    isReplacing: boolean,
  ): Promise<Activation> {
    for (;;) {
      const before = await this.codesOf(deviceId);
      const others = isReplacing ? [] : before.filter((each) => each !== code);
      const after = [...others, code];
      const given = [code, deviceId, nowMs, before.join(' '), after.join(' ')];
      const outcome = (await this.writes.write(
        ACTIVATE_LICENSE,
        [this.licenses, this.activations],
        given,
        alterationOf(AUDITED_SEATS, { deviceId, codes: before }, { deviceId, codes: after }),
      )) as Activation | 'moved';
      if (outcome !== 'moved') return outcome;
    }
  }

  override freeSeat(code: string, deviceId: string): Promise<void> {
    return this.keepSeats(deviceId, (each) => each !== code);
  }

  override release(deviceId: string): Promise<void> {
    return this.keepSeats(deviceId, () => false);
  }

  override async seats(): Promise<Seats> {
    const seats = Object.entries(await this.redis.reader.hgetall(this.activations));
    return new Map(seats.map(([deviceId, codes]) => [deviceId, codes.split(' ')]));
  }

  private async codesOf(deviceId: string): Promise<readonly string[]> {
    const text = await this.writes.read((redis) => redis.hget(this.activations, deviceId));
    return text === null ? [] : text.split(' ');
  }

  private async keepSeats(deviceId: string, isKept: (code: string) => boolean): Promise<void> {
    for (;;) {
      const from = await this.codesOf(deviceId);
      const to = from.filter(isKept);
      if (to.length === from.length) return;
      const texts = { before: from.join(' '), after: to.join(' ') };
      const alteration = alterationOf(AUDITED_SEATS, { deviceId, codes: from }, { deviceId, codes: to });
      if (await this.writes.swap(this.activations, deviceId, texts, alteration)) return;
    }
  }

  private swap(code: string, from: License | undefined, to: License): Promise<boolean> {
    const texts = { before: from === undefined ? '' : JSON.stringify(from), after: JSON.stringify(to) };
    return this.writes.swap(this.licenses, code, texts, alterationOf(AUDITED_LICENSE, from, to));
  }
}
