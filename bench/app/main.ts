import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { APP_OPTIONS, configureApp } from '../../apps/gateway/src/app.setup.js';
import { readEnvironment } from '../../apps/gateway/src/platform/config/environment.js';
import { GatewayLogger } from '../../apps/gateway/src/platform/log/gateway-logger.js';
import { BenchAppModule } from './bench-app.module.js';

/** Starts the gateway's own application with further routes, for comparison. */
async function main(environment: NodeJS.ProcessEnv): Promise<void> {
  const config = readEnvironment(environment);
  const { REDIS_URL: storeUrl, BENCH_RIVAL_URL: rivalUrl } = environment;
  if (storeUrl === undefined) throw new Error('REDIS_URL is missing');
  const module = BenchAppModule.with(config, storeUrl, rivalUrl);
  const app = await NestFactory.create<NestExpressApplication>(module, {
    ...APP_OPTIONS,
    logger: new GatewayLogger(config.log, false),
  });
  await configureApp(app);
  await app.listen(config.port, config.host);
  process.on('SIGTERM', () => {
    void app.close().then(() => process.exit(0));
  });
  process.stdout.write('CoachLINK is ready.\n');
}

await main(process.env);
