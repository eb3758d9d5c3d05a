import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { connectionWords } from './connection-words.js';
import { leaveOldMasters } from './leave-old-masters.js';
import { keepPulse } from './pulse.js';
import { type Login, type Node, parseRedisUrl } from './redis-url.js';
import { endWhenSilent } from './silence-watch.js';
import { SwitchedMasters } from './switched-masters.js';

/**
 * `requests` answer people and fail fast. `long-requests` wait as long as Redis sends data, because their own thread
 * may be busy for seconds. `ingest` stores passings and gives a slow Redis time. `watch` works while Redis still loads
 * its data, and gets that error.
 */
export type ConnectionRole = 'requests' | 'long-requests' | 'ingest' | 'watch';

export interface ConnectOptions {
  readonly role: ConnectionRole;
  /** Called once per change, in words for people: `connected`, or the trouble and its error. */
  readonly onChange?: (state: string, error?: Error) => void;
}

/** A request may ask twice before it is answered, within a second. */
const COMMAND_TIMEOUT_MS: Record<Exclude<ConnectionRole, 'long-requests'>, number> = {
  requests: 400,
  ingest: 5000,
  watch: 400,
};
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 1000;
const CONNECT_TIMEOUT_MS = 5000;
/** Shorter where there is another master or Sentinel to go to. */
const FAILOVER_CONNECT_TIMEOUT_MS = 2000;
const SENTINEL_TIMEOUT_MS = 1000;
/** Time in which a replica that took over is found. */
const SLOTS_REFRESH_MS = 250;
const SILENCE_TIMEOUT_MS = 10_000;
/** Counted in turns of our own loop (silence-watch.ts). */
const LONG_REQUESTS_SILENCE_MS = 4000;
const KEEP_ALIVE_MS = 5000;

/**
 * Opens a connection to Redis that reconnects for ever, never queues a command while Redis is away and never sends one
 * again by itself. By default the client does both, which doubles writes and fills the memory. Throws on a bad URL,
 * without repeating it.
 */
export function connectRedis(url: string, { role, onChange }: ConnectOptions): Redis | Cluster {
  const connection = open(url, role);
  // The repository of each site listens, and their number has no limit: Node would warn of a leak at the eleventh
  // listener.
  connection.setMaxListeners(0);
  keepPulse(connection);
  if (role === 'long-requests') endWhenSilent(connection, LONG_REQUESTS_SILENCE_MS);
  let last = '';
  const change = (state: string, error?: Error): void => {
    if (state !== last) onChange?.(state, error);
    last = state;
  };
  connection.on('ready', () => {
    change('connected');
  });
  connection.on('error', (error: Error) => {
    change(connectionWords(error), error);
  });
  // Not 'close', which is emitted for our own closing as well.
  connection.on('reconnecting', () => {
    if (last === 'connected') change('the connection was closed');
  });
  return connection;
}

/** Resolves when the connection takes commands; rejects after `timeoutMs` with the trouble, while the connection goes on. */
export function untilReady(connection: Redis | Cluster, timeoutMs: number): Promise<void> {
  if (connection.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    let reason = 'it does not answer';
    const onError = (error: Error): void => {
      reason = connectionWords(error);
    };
    const settle = (): void => {
      clearTimeout(timer);
      connection.off('ready', onReady);
      connection.off('error', onError);
    };
    const onReady = (): void => {
      settle();
      resolve();
    };
    const timer = setTimeout(() => {
      settle();
      reject(new Error(`Redis is not ready after ${timeoutMs} ms: ${reason}`));
    }, timeoutMs);
    connection.on('ready', onReady);
    connection.on('error', onError);
  });
}

function open(url: string, role: ConnectionRole): Redis | Cluster {
  const address = parseRedisUrl(url);
  const settings = { ...settingsFor(role), ...address.login };
  switch (address.kind) {
    case 'single': {
      const { host, port, tls } = address;
      return new Redis({ ...settings, host, port, ...(tls ? { tls: {} } : {}) });
    }
    case 'socket':
      return new Redis({ ...settings, path: address.path });
    case 'sentinel':
      return openSentinel(address, settings);
    case 'cluster':
      return openCluster(address.nodes, settings);
  }
}

function openSentinel(
  address: { readonly nodes: readonly Node[]; readonly name: string },
  settings: ReturnType<typeof settingsFor> & Login,
): Redis {
  const switched = new SwitchedMasters(address.name);
  const connection = new Redis({
    ...settings,
    sentinels: [...address.nodes],
    name: address.name,
    connectTimeout: FAILOVER_CONNECT_TIMEOUT_MS,
    sentinelRetryStrategy: () => LONGEST_RETRY_MS,
    sentinelCommandTimeout: SENTINEL_TIMEOUT_MS,
    natMap: (key) => switched.correct(key, performance.now()),
  });
  leaveOldMasters(connection, address, switched);
  return connection;
}

function openCluster(nodes: readonly Node[], settings: ReturnType<typeof settingsFor> & Login): Cluster {
  const { retryStrategy, enableOfflineQueue, enableReadyCheck, ...redisOptions } = settings;
  const cluster = new Cluster([...nodes], {
    enableOfflineQueue,
    enableReadyCheck,
    clusterRetryStrategy: retryStrategy,
    // A value above 0 sends a command again whose answer was lost.
    retryDelayOnFailover: 0,
    // The owners of the slots are asked for: a master that hangs does not tell that another took its place.
    slotsRefreshInterval: SLOTS_REFRESH_MS,
    redisOptions,
  });
  // The client sends ASKING by itself and drops its promise: a failure would be unhandled, and end the process.
  cluster.on('+node', (node: Redis) => {
    const asking = node.asking.bind(node);
    node.asking = () => {
      const asked = asking();
      asked.catch(() => undefined);
      return asked;
    };
  });
  return cluster;
}

function settingsFor(role: ConnectionRole) {
  return {
    enableOfflineQueue: false,
    enableReadyCheck: role !== 'watch',
    autoResendUnfulfilledCommands: false,
    // The client drops the promise of its own subscribing: a failure would be unhandled, and end the process.
    autoResubscribe: false,
    // With 0 a command in flight fails as soon as its connection closes; without it, its promise hangs.
    maxRetriesPerRequest: 0,
    disconnectTimeout: 200,
    ...(role === 'long-requests' ? {} : timeLimitsOf(role)),
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepAlive: KEEP_ALIVE_MS,
    maxLoadingRetryTime: LONGEST_RETRY_MS,
    connectionName: `coachlink-${role}`,
    retryStrategy: (attempt: number) => Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LONGEST_RETRY_MS),
    // A master that became a replica refuses writes for good: ask again who is master.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  } satisfies RedisOptions;
}

function timeLimitsOf(role: keyof typeof COMMAND_TIMEOUT_MS) {
  return {
    commandTimeout: COMMAND_TIMEOUT_MS[role],
    // Closes a connection whose answers stop coming: the peer is gone without a word.
    socketTimeout: SILENCE_TIMEOUT_MS,
  };
}
