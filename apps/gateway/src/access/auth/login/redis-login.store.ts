import { Inject, Injectable } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { SiteKeys } from '#redis';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';
import { STORE_CONNECTIONS } from '../../../platform/storage/storage.module.js';
import { endOf, type Login, LoginStore } from './login-store.js';

/** string per login: JSON, gone by itself at its end. */
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

/** From its last use on; it is looked at again whenever it is used. */
const lastsMs = (login: Login): number => Math.max(1, endOf(login) - login.usedAtMs);
