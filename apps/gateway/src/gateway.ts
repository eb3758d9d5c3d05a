import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { APP_OPTIONS, configureApp } from './app.setup.js';
import type { GatewayConfig } from './config/gateway-config.js';
import { type Demo, inPlaceOfDemo, startDemo } from './demo/demo.js';
import { usedForReal } from './demo/used-for-real.js';
import { welcome } from './demo/welcome.js';
import { GatewayLogger } from './gateway-logger.js';
import { isLoopback } from './network/loopback.js';
import { provideRedis, type ProvidedRedis } from './storage/provide-redis.js';
import { readTls } from './tls/read-tls.js';

export interface Gateway {
  readonly url: string;
  readonly welcome: string;
  stop(): Promise<void>;
}

export interface GatewaySurroundings {
  /** The PATH, to find a Redis server on. */
  readonly path: string;
  readonly isTerminal: boolean;
}

/** Starts all of it in order, and stops it the other way round. */
export async function startGateway(
  given: GatewayConfig,
  { path, isTerminal }: GatewaySurroundings,
): Promise<Gateway> {
  const logger = new GatewayLogger(given.log, isTerminal);
  Logger.overrideLogger(logger);
  const started: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of started.reverse()) await each();
  };
  try {
    for (const line of given.warnings) logger.warn(line, 'environment');
    const tls = given.tls === undefined ? undefined : readTls(given.tls);
    const placed = await inItsPlace(given, path);
    const redis: ProvidedRedis = await provideRedis(placed, path, (message) => {
      logger.log(message, 'redis');
    });
    started.push(() => redis.stop());
    const demo: Demo | undefined = placed.demo ? await startDemo(placed) : undefined;
    if (demo !== undefined) started.push(() => demo.simulator.close());
    const config = demo?.config ?? placed;
    const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config, redis.url), {
      ...APP_OPTIONS,
      logger,
      abortOnError: false,
      ...(tls === undefined ? {} : { httpsOptions: tls }),
    });
    started.push(() => app.close());
    await configureApp(app);
    await app.listen(config.port, config.host);
    if (tls === undefined && !isLoopback(config.host)) logger.warn(inClear(config.host), 'http');
    const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    return { url, welcome: welcome(url, config, demo), stop };
  } catch (error) {
    await stop();
    throw explained(error, given);
  }
}

/** A demo that nobody asked for keeps out of a data directory that was used for real. */
async function inItsPlace(config: GatewayConfig, path: string): Promise<GatewayConfig> {
  if (!config.demo) return config;
  const noDemoBecause = config.isDemoAsked ? undefined : await usedForReal(config, path);
  return noDemoBecause === undefined ? inPlaceOfDemo(config) : config.with({ demo: false, noDemoBecause });
}

/** At every start, so that nobody gets used to it. */
const inClear = (host: string): string =>
  `HTTP without TLS on ${host}: whoever is on this network can read every secret that is sent here. Set ` +
  'COACHLINK_TLS_CERT and COACHLINK_TLS_KEY, or HOST=127.0.0.1 with a proxy that speaks TLS before it';

function explained(error: unknown, { host, port }: GatewayConfig): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new Error(`port ${port} on ${host} is in use: stop what uses it, or set PORT to another one`, {
      cause: error,
    });
  if (code === 'EACCES')
    return new Error(`port ${port} is not ours to open: set PORT to one above 1023`, { cause: error });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Error(`this machine has no address ${host}: set HOST to one of its own`, { cause: error });
  return error;
}
