import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { SiteKeys } from '#redis';
import { SteadyTime } from '../../../platform/clock/steady-time.js';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';
import { STORE_CONNECTIONS } from '../../../platform/storage/storage.module.js';
import { SecretDigest } from '../secrets/secret-digest.js';
import { BEGIN_LOGIN } from './begin-login.generated.js';
import { LoginAttempts, type LoginTry } from './login-attempts.js';

export const FREE_TRIES = 5;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;
/** NIST SP 800-63B-4 3.2.2: no more than 100 failures in a row. */
const MOST_FAILURES = 100;
const STRANGER_KEPT_MS = 86_400_000;

/**
 * Makes tries wait 30 s after five failures, then twice as long each time, up to an hour; after a hundred in a row the account
 * needs a new password. A device with an earlier good login of the account has a count of its own without that end, so that a
 * stranger cannot lock out a coach on race day.
 */
@Injectable()
export class RedisLoginAttempts extends LoginAttempts {
  private readonly run = randomUUID();
  private readonly keys: SiteKeys;

  constructor(
    @Inject(STORE_CONNECTIONS) private readonly redis: StoreConnections,
    { site }: GatewayConfig,
    private readonly digest: SecretDigest,
    private readonly time: SteadyTime,
  ) {
    super();
    this.keys = new SiteKeys(site);
  }

  override async begin(made: LoginTry): Promise<number> {
    const isKnown = await this.isKnown(made);
    const answer = await this.redis.reader.eval(
      BEGIN_LOGIN,
      1,
      this.countOf(made, isKnown),
      Math.floor(this.time.nowMs()),
      this.run,
      FREE_TRIES,
      FIRST_WAIT_MS,
      LONGEST_WAIT_MS,
      isKnown ? 0 : MOST_FAILURES,
      made.isAccount ? 0 : STRANGER_KEPT_MS,
    );
    return Number(answer);
  }

  override async succeeded(made: LoginTry): Promise<void> {
    await this.redis.reader.del(this.countOf(made, await this.isKnown(made)));
    await this.redis.reader.hset(this.known, this.pair(made), 1);
  }

  override async forget(account: string): Promise<void> {
    await this.redis.reader.del(this.count(this.name(account)));
  }

  private async isKnown(made: LoginTry): Promise<boolean> {
    return (await this.redis.reader.hexists(this.known, this.pair(made))) === 1;
  }

  private countOf(made: LoginTry, isKnown: boolean): string {
    return this.count(isKnown ? this.pair(made) : this.name(made.account));
  }

  private count(name: string): string {
    return this.keys.loginAttempts(name);
  }

  private get known(): string {
    return this.keys.loginDevices;
  }

  private pair({ account, deviceId }: LoginTry): string {
    return this.name(`${account} ${deviceId}`);
  }

  /** Returns the digest of a text as part of a key: people may type any text as their e-mail address. */
  private name(text: string): string {
    return this.digest.of(text).toString('hex').slice(0, 32);
  }
}
