import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { APP_OPTIONS, configureApp } from './app.setup.js';
import { GatewaySecrets } from './access/auth/secrets/gateway-secrets.js';
import type { GatewayConfig } from './platform/config/gateway-config.js';
import { type Demo, inPlaceOfDemo, startDemo } from './demo/demo.js';
import { usedForReal } from './demo/used-for-real.js';
import { type Standing, welcome } from './demo/welcome.js';
import { closeWithLastAnswers } from './platform/http/last-answers.js';
import { IngestService } from './intake/ingest/ingest.service.js';
import { GatewayLogger } from './platform/log/gateway-logger.js';
import { Features } from './access/license/features.js';
import type { ShownCredentials } from './platform/openapi/page-script.js';
import { PacedLog } from './platform/log/paced-log.js';
import { listeningLine, startLine, stopLine } from './platform/log/run-lines.js';
import { isLoopback } from './platform/network/loopback.js';
import {
  provideRedis,
  type ProvidedRedis,
  type RedisSurroundings,
} from './platform/storage/provide-redis.js';
import { type OwnAdministrator, ownAdministrator } from './access/seeding/own-administrator.js';
import { StorageWatch } from './platform/storage/storage-watch.js';
import { readTls } from './platform/tls/read-tls.js';

export interface Gateway {
  readonly url: string;
  readonly welcome: string;
  /** `by`: the signal that ends the gateway, for the log. */
  stop(by?: string): Promise<void>;
}

export interface GatewaySurroundings {
  /** The PATH on which a Redis server is looked for. */
  readonly path: string;
  readonly isTerminal: boolean;
  /** Aborted when the gateway is to end, whether it has started or not. */
  readonly ended?: AbortSignal;
}

/** Starts all parts in order, and stops them in the opposite one. */
export async function startGateway(
  given: GatewayConfig,
  { path, isTerminal, ended }: GatewaySurroundings,
): Promise<Gateway> {
  const logger = new GatewayLogger(given.log, isTerminal);
  Logger.overrideLogger(logger);
  const beginMs = performance.now();
  const started: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of started.splice(0).reverse()) await each();
  };
  try {
    for (const line of given.warnings) logger.warn(line, 'environment');
    const tls = given.tls === undefined ? undefined : readTls(given.tls);
    const paced = new PacedLog();
    const onProgress = (message: string): void => {
      paced.tell(message, (line) => {
        logger.log(line, 'redis');
      });
    };
    const onWarning = (message: string): void => {
      logger.warn(message, 'redis');
    };
    const surroundings = { path, ended, onProgress, onWarning };
    const placed = await inItsPlace(given, surroundings);
    logger.log(startLine(placed), 'gateway');
    const redis: ProvidedRedis = await provideRedis(placed, surroundings);
    started.push(() => redis.stop());
    const demo: Demo | undefined = placed.demo ? await startDemo(placed) : undefined;
    if (demo !== undefined) started.push(() => demo.simulator.close());
    const own = ownAdministrator(placed);
    const config = demo?.config ?? withOwn(placed, own);
    const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config, redis.url), {
      ...APP_OPTIONS,
      logger,
      abortOnError: false,
      ...(tls === undefined ? {} : { httpsOptions: tls }),
    });
    started.push(() => closeWithLastAnswers(app));
    await configureApp(app, shownOnPage(config, demo));
    await app.listen(config.port, config.host);
    if (tls === undefined && !isLoopback(config.host)) logger.warn(inClear(config.host), 'http');
    const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    logger.log(listeningLine(url, config), 'gateway');
    const ingest = app.get(IngestService, { strict: false });
    const stopAndSay = async (by?: string): Promise<void> => {
      if (started.length === 0) return;
      await stop();
      logger.log(stopLine(by, performance.now() - beginMs, ingest.state().stored), 'gateway');
    };
    const text = welcome(url, config, standingOf(app, config), { demo, own });
    if (own?.isNew === true) app.get(GatewaySecrets, { strict: false }).noteOwnAdministrator();
    return { url, welcome: text, stop: stopAndSay };
  } catch (error) {
    await stop();
    throw explained(error, given);
  }
}

/** Returns the demo's printed credentials for the button on its page, on a loopback host alone; a proxy may let others in. */
function shownOnPage({ host }: GatewayConfig, demo: Demo | undefined): ShownCredentials | undefined {
  if (demo?.keyPair === undefined || !isLoopback(host)) return undefined;
  const { keyPair, device } = demo;
  const ofDevice = device === undefined ? {} : { DeviceId: device.id, DeviceSecret: device.secret };
  return { ApiKey: keyPair.key, ApiSecret: keyPair.secret, ...ofDevice };
}

function withOwn(config: GatewayConfig, own: OwnAdministrator | undefined): GatewayConfig {
  return own === undefined ? config : config.with({ adminKeyPair: own.keyPair, hasOwnAdministrator: true });
}

function standingOf(app: NestExpressApplication, { decoders }: GatewayConfig): Standing {
  const features = app.get(Features, { strict: false });
  const needed = new Set(decoders.map(({ address }) => address.kind));
  return {
    storage: app.get(StorageWatch, { strict: false }).trouble(),
    deviceId: app.get(GatewaySecrets, { strict: false }).deviceId,
    unlicensed: [...needed].filter((each) => ['missing', 'lapsed'].includes(features.stateOf(each))),
  };
}

/** Gives a demo its own place, or none: one that nobody asked for keeps out of a data directory that was used for real. */
async function inItsPlace(config: GatewayConfig, surroundings: RedisSurroundings): Promise<GatewayConfig> {
  if (!config.demo) return config;
  const noDemoBecause = config.isDemoAsked ? undefined : await usedForReal(config, surroundings);
  return noDemoBecause === undefined ? inPlaceOfDemo(config) : config.with({ demo: false, noDemoBecause });
}

/** Warns at every start, so that nobody gets used to it. */
const inClear = (host: string): string =>
  `HTTP without TLS on ${host}: whoever is on this network can read every secret that is sent here. Set ` +
  'COACHLINK_TLS_CERT and COACHLINK_TLS_KEY, or HOST=127.0.0.1 with a proxy that speaks TLS before it';

function unresolved(code: string | undefined): string {
  return code === 'ENOTFOUND'
    ? 'which nobody on this network knows'
    : 'which cannot be looked up, because the name server of this network does not answer';
}

function explained(error: unknown, { host, port }: GatewayConfig): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new Error(`port ${port} on ${host} is in use: stop what uses it, or set PORT to another one`, {
      cause: error,
    });
  if (code === 'EACCES')
    return new Error(`port ${port} is not ours to open: set PORT to one above 1023`, { cause: error });
  if (code === 'EADDRNOTAVAIL')
    return new Error(`this machine has no address ${host}: set HOST to one of its own`, { cause: error });
  if (code === 'EINVAL' || code === 'EAFNOSUPPORT')
    return new Error(
      `this machine cannot use ${host} as it is: set HOST to an address of its own, one that begins with fe80 with its ` +
        'interface, as in fe80::1%eth0',
      { cause: error },
    );
  if (syscall === 'getaddrinfo')
    return new Error(`HOST names ${host}, ${unresolved(code)}: set it to an address of this machine`, {
      cause: error,
    });
  return error;
}
