import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { type Login, parseRedisUrl } from './redis-url.js';

/** A connection that answers people fails fast; the one that stores passings gives a slow Redis time. */
export type ConnectionRole = 'requests' | 'ingest';

const COMMAND_TIMEOUT_MS: Record<ConnectionRole, number> = { requests: 2000, ingest: 5000 };
const LONGEST_RETRY_MS = 1000;

export interface ConnectOptions {
  readonly role: ConnectionRole;
  /** Told once per change, in words for people: `connected`, or what is wrong. */
  readonly onChange?: (state: string) => void;
}

/**
 * Connects to Redis and stays connected: reopens for ever, never queues while it is away, never sends a command
 * again by itself. The defaults of the client would do both, and so double writes and fill the memory.
 */
export function connectRedis(url: string, { role, onChange }: ConnectOptions): Redis | Cluster {
  const address = parseRedisUrl(url);
  const connection = open(address, settingsFor(role));
  report(connection, onChange);
  return connection;
}

type Settings = ReturnType<typeof settingsFor>;

function settingsFor(role: ConnectionRole) {
  return {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS[role],
    connectTimeout: 5000,
    keepAlive: 5000,
    connectionName: `coachlink-${role}`,
    retryStrategy: (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_RETRY_MS),
  } satisfies RedisOptions;
}

function open(address: ReturnType<typeof parseRedisUrl>, options: Settings): Redis | Cluster {
  switch (address.kind) {
    case 'single':
      return new Redis({
        ...options,
        ...address.login,
        host: address.host,
        port: address.port,
        ...(address.tls ? { tls: {} } : {}),
      });
    case 'socket':
      return new Redis({ ...options, ...address.login, path: address.path });
    case 'sentinel':
      return new Redis({ ...options, ...address.login, sentinels: [...address.nodes], name: address.name });
    case 'cluster':
      return openCluster(address.nodes, address.login, options);
  }
}

function openCluster(
  nodes: readonly { host: string; port: number }[],
  login: Login,
  options: Settings,
): Cluster {
  return new Cluster([...nodes], {
    enableOfflineQueue: false,
    clusterRetryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_RETRY_MS),
    redisOptions: { ...options, ...login },
  });
}

function report(connection: Redis | Cluster, onChange: ((state: string) => void) | undefined): void {
  let last = '';
  const change = (state: string): void => {
    if (state !== last) onChange?.(state);
    last = state;
  };
  connection.on('ready', () => {
    change('connected');
  });
  connection.on('error', (error: Error) => {
    change(error.message === '' ? error.name : error.message);
  });
  connection.on('close', () => {
    if (last === 'connected') change('connection closed');
  });
}

/** Resolves when the connection can take commands, rejects with what is wrong after `timeoutMs`. */
export function untilReady(connection: Redis | Cluster, timeoutMs: number): Promise<void> {
  if (connection.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    let lastError = 'no answer';
    const onError = (error: Error): void => {
      lastError = error.message;
    };
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      connection.off('ready', onReady);
      connection.off('error', onError);
      settle();
    };
    const onReady = (): void => {
      finish(resolve);
    };
    const timer = setTimeout(() => {
      finish(() => {
        reject(new Error(`Redis was not ready after ${timeoutMs} ms: ${lastError}`));
      });
    }, timeoutMs);
    connection.on('ready', onReady);
    connection.on('error', onError);
  });
}
