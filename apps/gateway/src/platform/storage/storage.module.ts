import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import {
  LeaseStore,
  PassingsRepository,
  RedisLeaseStore,
  RedisSites,
  Sites,
  type StoreConnections,
} from '#passings';
import { connectRedis, ReplicaWatch, rewriteWhereDue, SiteKeys } from '#redis';
import { GatewayConfig } from '../config/gateway-config.js';
import { StoreUrl } from '../config/store-url.js';
import { PacedLog } from '../log/paced-log.js';
import { ConfirmedPassingsRepository } from './confirmed-passings.repository.js';
import { RedisSafeWrites } from './redis-safe-writes.js';
import { RedisStorageWatch, WATCH_CONNECTION } from './redis-storage-watch.js';
import { Replicas } from './replicas.js';
import { SafeWrites } from './safe-writes.js';
import { storageTroubleOf, TROUBLE_WORDS } from './storage-trouble.js';
import { StorageWatch } from './storage-watch.js';

export const STORE_CONNECTIONS = Symbol('STORE_CONNECTIONS');
const CHANGES_CONNECTION = Symbol('CHANGES_CONNECTION');
const LONGEST_WAIT_MS = 2000;

@Module({
  providers: [
    {
      provide: STORE_CONNECTIONS,
      inject: [StoreUrl, GatewayConfig],
      useFactory: ({ url }: StoreUrl, { redisUrl }: GatewayConfig): StoreConnections => {
        const log = new Logger('redis');
        const paced = new PacedLog();
        const onChange = (state: string, error?: Error): void => {
          if (state === 'connected') {
            paced.tell('the storage is connected', (line) => {
              log.log(line);
            });
          } else {
            paced.tell(connectionTrouble(state, error), (line) => {
              log.warn(line);
            });
          }
        };
        const writer = connectRedis(url, { role: 'ingest', onChange });
        // `PrivateRedis` rewrites the append-only file of a private server itself, since it sees the files.
        if (redisUrl !== undefined)
          rewriteWhereDue(writer, (reason) => {
            log.warn(
              `Redis does not rewrite its append-only file, so that it is not safe after a power cut: ${reason}`,
            );
          });
        return {
          writer,
          reader: connectRedis(url, { role: 'requests' }),
        };
      },
    },
    {
      provide: WATCH_CONNECTION,
      inject: [StoreUrl],
      useFactory: ({ url }: StoreUrl) => connectRedis(url, { role: 'watch' }),
    },
    {
      provide: CHANGES_CONNECTION,
      inject: [StoreUrl],
      useFactory: ({ url }: StoreUrl) => connectRedis(url, { role: 'requests' }),
    },
    {
      provide: Replicas,
      inject: [STORE_CONNECTIONS, CHANGES_CONNECTION, GatewayConfig],
      useFactory: (
        { writer }: StoreConnections,
        changes: StoreConnections['reader'],
        { site }: GatewayConfig,
      ) => {
        const key = new SiteKeys(site).storageWatch;
        return new Replicas(new ReplicaWatch(writer, key), new ReplicaWatch(changes, key));
      },
    },
    {
      provide: SafeWrites,
      inject: [CHANGES_CONNECTION, Replicas],
      useFactory: (connection: StoreConnections['reader'], { changes }: Replicas) =>
        new RedisSafeWrites(connection, changes),
    },
    RedisStorageWatch,
    { provide: StorageWatch, useExisting: RedisStorageWatch },
    {
      provide: Sites,
      inject: [STORE_CONNECTIONS, Replicas],
      useFactory: (connections: StoreConnections, { passings }: Replicas) =>
        new RedisSites((site) => new ConfirmedPassingsRepository(connections, site, passings)),
    },
    {
      // The decoders of a box belong to its own site.
      provide: PassingsRepository,
      inject: [Sites, GatewayConfig],
      useFactory: (sites: Sites, { site }: GatewayConfig) => sites.of(site),
    },
    {
      // The watch connection renews leases: a long batch on the writer does not keep a gateway from showing that it lives.
      provide: LeaseStore,
      inject: [WATCH_CONNECTION, GatewayConfig],
      useFactory: (watch: StoreConnections['reader'], { site }: GatewayConfig) =>
        new RedisLeaseStore(watch, site),
    },
  ],
  exports: [LeaseStore, PassingsRepository, Sites, STORE_CONNECTIONS, StorageWatch, Replicas, SafeWrites],
})
export class StorageModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(STORE_CONNECTIONS) private readonly connections: StoreConnections,
    @Inject(WATCH_CONNECTION) private readonly watchConnection: StoreConnections['reader'],
    @Inject(CHANGES_CONNECTION) private readonly changesConnection: StoreConnections['reader'],
    private readonly watch: RedisStorageWatch,
    private readonly replicas: Replicas,
  ) {}

  /** Connects a reachable store before the first request; an unreachable one does not hold up the start. */
  async onModuleInit(): Promise<void> {
    await Promise.all(this.all().map(answered));
    this.replicas.start();
    await this.watch.start();
  }

  onApplicationShutdown(): void {
    this.watch.stop();
    this.replicas.stop();
    for (const connection of this.all()) connection.disconnect();
  }

  private all(): StoreConnections['reader'][] {
    return [this.connections.writer, this.connections.reader, this.watchConnection, this.changesConnection];
  }
}

function connectionTrouble(state: string, error: Error | undefined): string {
  const { what, remedy } = TROUBLE_WORDS[storageTroubleOf(error) ?? 'down'];
  return `${what}: ${state}. ${remedy}`;
}

async function answered(connection: StoreConnections['reader']): Promise<void> {
  if (connection.status === 'ready') return;
  const given = new AbortController();
  const options = { signal: given.signal };
  const outcomes = [
    once(connection, 'ready', options),
    once(connection, 'close', options),
    delay(LONGEST_WAIT_MS, undefined, options),
  ];
  // The first outcome counts; an error of the connection does too, and is logged where the connection is made.
  await Promise.race(outcomes).catch(() => undefined);
  for (const outcome of outcomes) outcome.catch(() => undefined);
  given.abort();
}
