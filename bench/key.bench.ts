import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiKeysService } from '../apps/gateway/src/access/admin/api-keys.service.js';
import { AppModule } from '../apps/gateway/src/app.module.js';
import { ApiKeyGuard } from '../apps/gateway/src/access/auth/api-key/api-key.guard.js';
import { readEnvironment } from '../apps/gateway/src/platform/config/environment.js';
import { contextOf, requestWith } from '../apps/gateway/src/access/auth/testing/request-with.js';
import { BenchRedis } from './harness/bench-redis.js';
import { median, type Bench } from './harness/row.js';

const CHECKS = 20_000;
const REPEATS = 5;

export const keyBench: Bench = {
  name: 'key',
  meaning: 'how long a request waits until its api key has proved right',
  async run(tell) {
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-bench-'));
    const redis = await BenchRedis.start(process.env.PATH ?? '');
    const config = readEnvironment({ COACHLINK_DATA_DIR: folder, COACHLINK_DEMO: 'off' });
    Logger.overrideLogger(false);
    const app = await NestFactory.createApplicationContext(AppModule.with(config, redis.url), {
      logger: false,
    });
    try {
      const terms = { name: 'bench', scopes: ['passings:read'], expiresAtMs: null } as const;
      const { key, secret } = await app.get(ApiKeysService, { strict: false }).create(terms);
      const guard = app.get(ApiKeyGuard, { strict: false });
      tell(`${CHECKS} checks, ${REPEATS} times`);
      const repeats: number[] = [];
      for (let repeat = 0; repeat <= REPEATS; repeat++) {
        const typicalUs = median(await checksUs(guard, key, secret));
        if (repeat > 0) repeats.push(typicalUs);
      }
      return [{ what: 'one check', unit: 'µs', ours: { what: 'the guard', repeats }, bar: { most: 50 } }];
    } finally {
      await app.close();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function checksUs(guard: ApiKeyGuard, key: string, secret: string): Promise<number[]> {
  const tookUs: number[] = [];
  for (let check = 0; check < CHECKS; check++) {
    const beginMs = performance.now();
    // Counted in: Node parses the headers at the first look at them.
    const context = contextOf(requestWith({ 'x-api-key': key, 'x-api-secret': secret }));
    const principal = await guard.identify(context);
    tookUs.push((performance.now() - beginMs) * 1000);
    if (principal === undefined) throw new Error('the key was refused');
  }
  return tookUs;
}
