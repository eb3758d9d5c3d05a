import { type DynamicModule, Module } from '@nestjs/common';
import { GatewayConfig } from './gateway-config.js';
import { StoreUrl } from './store-url.js';

/** Provides every room with the configuration and the store's URL, which are settled before the application starts. */
@Module({})
export class ConfigModule {
  static with(config: GatewayConfig, storeUrl: string): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: GatewayConfig, useValue: config },
        { provide: StoreUrl, useValue: { url: storeUrl } satisfies StoreUrl },
      ],
      exports: [GatewayConfig, StoreUrl],
    };
  }
}
