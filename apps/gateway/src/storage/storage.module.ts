import { Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { PassingsRepository, RedisPassingsRepository, type StoreConnections } from '#passings';
import { connectRedis } from '#redis';
import { GatewayConfig } from '../config/gateway-config.js';

/** Where the store is: the configured Redis or our private one, known before the application starts. */
export abstract class StoreUrl {
  abstract readonly url: string;
}

export const STORE_CONNECTIONS = Symbol('STORE_CONNECTIONS');

@Module({
  providers: [
    {
      provide: STORE_CONNECTIONS,
      inject: [StoreUrl],
      useFactory: ({ url }: StoreUrl): StoreConnections => {
        const log = new Logger('redis');
        const onChange = (state: string): void => {
          if (state === 'connected') log.log(state);
          else log.warn(state);
        };
        return {
          writer: connectRedis(url, { role: 'ingest', onChange }),
          reader: connectRedis(url, { role: 'requests' }),
        };
      },
    },
    {
      provide: PassingsRepository,
      inject: [STORE_CONNECTIONS, GatewayConfig],
      useFactory: (connections: StoreConnections, { site }: GatewayConfig) =>
        new RedisPassingsRepository(connections, site),
    },
  ],
  exports: [PassingsRepository, STORE_CONNECTIONS],
})
export class StorageModule implements OnApplicationShutdown {
  constructor(@Inject(STORE_CONNECTIONS) private readonly connections: StoreConnections) {}

  onApplicationShutdown(): void {
    this.connections.writer.disconnect();
    this.connections.reader.disconnect();
  }
}
