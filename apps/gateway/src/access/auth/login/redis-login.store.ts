import { Inject, Injectable } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { SiteKeys } from '#redis';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';
import { STORE_CONNECTIONS } from '../../../platform/storage/storage.module.js';
import { endOf, type Login, LoginStore } from './login-store.js';

/** A string per login: JSON, which Redis expires at the login's end. */
@Injectable()
export class RedisLoginStore extends LoginStore {
  private readonly keys: SiteKeys;

  constructor(
    @Inject(STORE_CONNECTIONS) private readonly redis: StoreConnections,
    { site }: GatewayConfig,
  ) {
    super();
    this.keys = new SiteKeys(site);
  }

  override async keep(loginId: string, login: Login): Promise<void> {
    await this.redis.reader.set(this.key(loginId), JSON.stringify(login), 'PX', lastsMs(login));
  }

  override async renew(loginId: string, login: Login): Promise<boolean> {
    const text = JSON.stringify(login);
    return (await this.redis.reader.set(this.key(loginId), text, 'PX', lastsMs(login), 'XX')) === 'OK';
  }

  override async find(loginId: string): Promise<Login | undefined> {
    const text = await this.redis.reader.get(this.key(loginId));
    return text === null ? undefined : (JSON.parse(text) as Login);
  }

  override async end(loginId: string): Promise<void> {
    await this.redis.reader.del(this.key(loginId));
  }

  private key(loginId: string): string {
    return this.keys.login(loginId);
  }
}

/** Returns the time from the last use of a login to its end, at least 1 ms; each refresh sets it anew. */
const lastsMs = (login: Login): number => Math.max(1, endOf(login) - login.usedAtMs);
