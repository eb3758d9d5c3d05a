import { type DynamicModule, Module } from '@nestjs/common';
import { Redis } from 'ioredis';
import { AppModule } from '../../apps/gateway/src/app.module.js';
import type { GatewayConfig } from '../../apps/gateway/src/platform/config/gateway-config.js';
import { StorageModule } from '../../apps/gateway/src/platform/storage/storage.module.js';
import { SortedSetsQueries } from '../rivals/sorted-sets-queries.js';
import { BarePassingsController } from './bare-passings.controller.js';
import { RivalController } from './rival.controller.js';

/** The gateway's modules with the routes that it is compared with. */
@Module({})
export class BenchAppModule {
  static with(config: GatewayConfig, storeUrl: string, rivalUrl: string | undefined): DynamicModule {
    const gateway = AppModule.with(config, storeUrl);
    const base = { module: BenchAppModule, imports: [gateway, StorageModule] };
    if (rivalUrl === undefined) return { ...base, controllers: [BarePassingsController] };
    const redis = new Redis({ path: rivalUrl.slice('unix://'.length) });
    return {
      ...base,
      controllers: [BarePassingsController, RivalController],
      providers: [{ provide: SortedSetsQueries, useValue: new SortedSetsQueries(redis) }],
    };
  }
}
