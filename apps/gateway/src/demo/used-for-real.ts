import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RedisPassingsRepository } from '#passings';
import { connectRedis, ReplicaWatch, SiteKeys, untilReady } from '#redis';
import { AuditedWrites } from '../access/audit/audited-writes.js';
import { CurrentCall } from '../access/audit/current-call.js';
import { DEVICE_OF_DEMO, keptDeviceId } from '../access/auth/secrets/gateway-secrets.js';
import { SystemClock } from '../platform/clock/clock.js';
import type { GatewayConfig } from '../platform/config/gateway-config.js';
import { RedisDecoderStore } from '../intake/decoders/redis-decoder.store.js';
import { provideRedis, type RedisSurroundings } from '../platform/storage/provide-redis.js';
import { RedisSafeWrites } from '../platform/storage/redis-safe-writes.js';
import { DEMO_DECODER, mayBeOfDemo } from '../platform/config/demo-numbering.js';

const READY_TIMEOUT_MS = 10_000;

/**
 * Why a data directory is that of a real gateway, for people; undefined where it is not. Where an earlier version kept its
 * demo beside real passings, the store itself is asked.
 */
export async function usedForReal(
  config: GatewayConfig,
  surroundings: RedisSurroundings,
): Promise<string | undefined> {
  const deviceId = keptDeviceId(config.dataDir);
  if (deviceId !== undefined && deviceId !== DEVICE_OF_DEMO)
    return `a real gateway keeps its data in ${config.dataDir}`;
  if (!existsSync(join(config.dataDir, 'redis'))) return undefined;
  const redis = await provideRedis(config, surroundings);
  const client = connectRedis(redis.url, { role: 'ingest' });
  // `untilReady` tells the error.
  client.on('error', () => undefined);
  try {
    await untilReady(client, READY_TIMEOUT_MS);
    const connections = { reader: client, writer: client };
    const writes = new RedisSafeWrites(
      client,
      new ReplicaWatch(client, new SiteKeys(config.site).storageWatch),
    );
    const audited = new AuditedWrites(writes, new CurrentCall(), new SystemClock(), config);
    const [added] = await new RedisDecoderStore(audited, config).all();
    if (added !== undefined) return `the decoder ${added.decoderId} was added in ${config.dataDir}`;
    const kept = await new RedisPassingsRepository(connections, config.site).highestNumbers();
    const real = [...kept].find(([decoderId, highest]) => !isLeftByDemo(decoderId, highest));
    return real && `passings of the decoder ${real[0]} are kept in ${config.dataDir}`;
  } finally {
    client.disconnect();
    await redis.stop();
  }
}

/** Whether the demo left this ledger: one without a number stays where all passings were taken out. */
function isLeftByDemo(decoderId: string, highest: number | undefined): boolean {
  return highest === undefined ? decoderId === DEMO_DECODER : mayBeOfDemo(decoderId, highest);
}
