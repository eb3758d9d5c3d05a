import { connect } from 'node:net';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { RepeatedTask } from '../clock/repeated-task.js';
import { GatewayConfig } from '../config/gateway-config.js';
import type { Place } from '../config/place.js';
import { InternetProbe, type InternetState } from './internet-probe.js';

const PERIOD_MS = 30_000;
const TIMEOUT_MS = 3000;
const HTTPS_PORT = 443;
/** Addresses instead of names: a failing name server is not a missing internet. Three separate companies run them. */
const PUBLIC_RESOLVERS = ['1.1.1.1', '8.8.8.8', '9.9.9.9'];

/** Returns the configured places, else the cloud, which the internet is needed for, else the public resolvers. */
export function placesToReach({
  internetProbe,
  demo,
  cloudUrl,
}: Pick<GatewayConfig, 'internetProbe' | 'demo' | 'cloudUrl'>): readonly Place[] {
  if (internetProbe !== undefined) return internetProbe;
  // The demo opens no connection to the internet: its user did not ask for one.
  if (demo) return [];
  if (cloudUrl === undefined) return PUBLIC_RESOLVERS.map((host) => ({ host, port: HTTPS_PORT }));
  const host = cloudUrl.hostname.replace(/^\[(.*)\]$/, '$1');
  return [{ host, port: cloudUrl.port === '' ? HTTPS_PORT : Number(cloudUrl.port) }];
}

/** Opens a TCP connection every half a minute and closes it without sending on it. */
@Injectable()
export class TcpInternetProbe extends InternetProbe implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('internet');
  private readonly places: readonly Place[];
  private readonly probing = new RepeatedTask(() => this.probe(), PERIOD_MS);
  private readonly end = new AbortController();
  private found: InternetState = 'unknown';

  constructor(config: GatewayConfig) {
    super();
    this.places = placesToReach(config);
  }

  onApplicationBootstrap(): void {
    if (this.places.length > 0) void this.probing.start();
  }

  onApplicationShutdown(): void {
    this.probing.stop();
    this.end.abort();
  }

  override state(): InternetState {
    return this.found;
  }

  private async probe(): Promise<void> {
    const found = await this.reachAny();
    if (this.end.signal.aborted || found === this.found) return;
    this.found = found;
    this.log.log(found);
  }

  private async reachAny(): Promise<InternetState> {
    const done = new AbortController();
    const signal = AbortSignal.any([this.end.signal, done.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    try {
      await Promise.any(this.places.map((place) => reach(place, signal)));
      return 'connected';
    } catch {
      return 'disconnected';
    } finally {
      done.abort();
    }
  }
}

function reach({ host, port }: Place, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const giveUp = (): void => {
      socket.destroy(new Error('given up'));
    };
    signal.addEventListener('abort', giveUp, { once: true });
    socket.unref();
    socket.on('error', reject);
    socket.on('close', () => {
      signal.removeEventListener('abort', giveUp);
    });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
