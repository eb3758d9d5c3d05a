import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { SiteKeys } from '#redis';
import { RepeatedTask } from '../../../platform/clock/repeated-task.js';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';
import { Problem } from '../../../platform/problems/problem.js';
import { storageTroubleOf } from '../../../platform/storage/storage-trouble.js';
import { offerOf, type OwnKeys, readKept, wrappedFor } from './agreed-keys.js';
import { GatewaySecrets } from './gateway-secrets.js';
import { fingerprintOf, HashKeys, wrappingKeyOf } from './hash-keys.js';
import { HashKeyStore, type KeptHashKeys } from './hash-key.store.js';

/** Another gateway may add a key, which is to be good here within a second. */
const LOOK_PERIOD_MS = 500;

/** Keeps the hash keys of this gateway the same as those of the other gateways of its site. */
@Injectable()
export class SiteHashKeys implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('auth');
  private readonly looking = new RepeatedTask(() => this.look(), LOOK_PERIOD_MS);
  private hasAgreed = false;
  private told: string | undefined;
  private keptHere: readonly Buffer[];

  constructor(
    private readonly config: GatewayConfig,
    private readonly secrets: GatewaySecrets,
    private readonly store: HashKeyStore,
    private readonly keys: HashKeys,
  ) {
    this.keptHere = secrets.siteKeys;
  }

  /** Reads the keys before any secret is hashed; a store that is away does not hold up the start. */
  async onModuleInit(): Promise<void> {
    this.keys.trouble = notReadYet();
    await this.looking.start();
  }

  onModuleDestroy(): void {
    this.looking.stop();
  }

  private async look(): Promise<void> {
    try {
      await this.agree();
    } catch (error) {
      // The connection logs why the store does not answer.
      if (storageTroubleOf(error) === undefined)
        this.tell(`the hash keys of the site cannot be read: ${String(error)}`);
    }
  }

  private async agree(): Promise<void> {
    const own = this.own();
    const kept = await this.store.agree(offerOf(own));
    const read = readKept(kept, own);
    switch (read.kind) {
      case 'agreed':
        this.keys.replace(read.current, read.others);
        this.keys.trouble = undefined;
        this.tell(undefined);
        await this.addOwn(kept, own);
        this.hasAgreed = true;
        this.keepHere();
        return;
      case 'secret_changed':
        // The secret of a running gateway stays the same: after an agreement, another gateway has changed the kept keys.
        if (!this.hasAgreed) await this.wrapAnew(kept, own);
        return;
      case 'secret_differs':
        this.keys.trouble = secretDiffers(this.config.site, kept.by);
        this.tell(this.keys.trouble.message);
    }
  }

  /** Adds this gateway's own key, under which it may have made credentials before the site had one. */
  private async addOwn(kept: KeptHashKeys, { site, wrappingKey }: OwnKeys): Promise<void> {
    const { pepper, isUsedBefore } = this.secrets;
    const fingerprint = fingerprintOf(pepper);
    if (this.hasAgreed || !isUsedBefore || kept.wrapped.has(fingerprint)) return;
    await this.store.add(fingerprint, wrappedFor(pepper, wrappingKey, site));
    this.keys.replace(this.keys.current, [...this.keys.all.slice(1), pepper]);
  }

  /** Keeps the keys in the data directory, once for each change: the store has them in any case. */
  private keepHere(): void {
    const keys = this.keys.all;
    const isKept =
      keys.length === this.keptHere.length && keys.every((key, at) => this.keptHere[at]?.equals(key));
    if (isKept) return;
    this.keptHere = keys;
    try {
      this.secrets.keepSiteKeys(keys);
    } catch (error) {
      this.log.warn(`the hash keys of the site are not kept in the data directory: ${String(error)}`);
    }
  }

  private async wrapAnew(kept: KeptHashKeys, own: OwnKeys): Promise<void> {
    if (!(await this.store.replace(kept, offerOf(own)))) return;
    this.log.warn(
      `COACHLINK_JWT_SECRET has changed: every login has ended. Set the new value on every other gateway of the site ` +
        own.site,
    );
    await this.agree();
  }

  private own(): OwnKeys {
    const { deviceId, jwtSecret } = this.secrets;
    const known = this.hasAgreed ? this.keys.all : this.secrets.siteKeys;
    const [current = this.secrets.pepper, ...others] = known;
    return {
      site: this.config.site,
      deviceId,
      wrappingKey: wrappingKeyOf(jwtSecret),
      known: [current, ...others],
    };
  }

  private tell(trouble: string | undefined): void {
    if (trouble !== undefined && trouble !== this.told) this.log.error(trouble);
    if (trouble === undefined && this.told !== undefined) this.log.log('credentials can be checked again');
    this.told = trouble;
  }
}

function notReadYet(): Problem {
  return new Problem({
    status: 503,
    reason: 'auth.secrets_not_read',
    message: 'The storage was not read yet, so that credentials cannot be checked. Try again in a moment.',
    headers: { 'Retry-After': '1' },
  });
}

function secretDiffers(site: string, by: string): Problem {
  return new Problem({
    status: 503,
    reason: 'auth.secrets_differ',
    message:
      `Credentials cannot be checked here: this gateway has another COACHLINK_JWT_SECRET than the other gateways of the ` +
      `site ${site}. Set COACHLINK_JWT_SECRET to the same value on each of them, and start them again, the gateway with ` +
      `the device ${by} first; a gateway that was started without it has its own as jwtSecret in secrets.json of its ` +
      `data directory. Where that gateway is gone for good, delete the key ${new SiteKeys(site).hashKeys} in Redis, and start ` +
      'a gateway that still has its data directory.',
    headers: { 'Retry-After': '60' },
  });
}
