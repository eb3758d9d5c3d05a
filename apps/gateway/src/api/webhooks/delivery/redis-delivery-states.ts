import { Inject, Injectable } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { SiteKeys } from '#redis';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';
import { STORE_CONNECTIONS } from '../../../platform/storage/storage.module.js';
import { DeliveryStates } from './delivery-states.js';
import { SWAP_DELIVERY } from './swap-delivery.generated.js';
import { TAKE_TURN } from './take-turn.generated.js';

/** Another gateway delivers so long after this one fell silent. */
const TURN_MS = 5000;

/** A hash: id -> JSON; and a key that expires, which names the gateway that delivers. */
@Injectable()
export class RedisDeliveryStates extends DeliveryStates {
  private readonly redis: StoreConnections['reader'];
  private readonly key: string;
  private readonly turn: string;

  constructor(@Inject(STORE_CONNECTIONS) { reader }: StoreConnections, { site }: GatewayConfig) {
    super();
    this.redis = reader;
    const keys = new SiteKeys(site);
    [this.key, this.turn] = [keys.webhookDeliveries, keys.webhookTurn];
  }

  override async find(id: string): Promise<string> {
    return (await this.redis.hget(this.key, id)) ?? '';
  }

  override async all(): Promise<ReadonlyMap<string, string>> {
    return new Map(Object.entries(await this.redis.hgetall(this.key)));
  }

  override async swap(id: string, before: string, after: string): Promise<boolean> {
    return (await this.redis.eval(SWAP_DELIVERY, 1, this.key, id, before, after)) === 1;
  }

  override async remove(id: string): Promise<void> {
    await this.redis.hdel(this.key, id);
  }

  override async takeTurn(run: string): Promise<boolean> {
    return (await this.redis.eval(TAKE_TURN, 1, this.turn, run, TURN_MS)) === 1;
  }

  override async leaveTurn(run: string): Promise<void> {
    await this.redis.eval(TAKE_TURN, 1, this.turn, run, 0);
  }
}
