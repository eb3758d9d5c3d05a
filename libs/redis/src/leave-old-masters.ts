import { Redis } from 'ioredis';
import type { Node } from './redis-url.js';
import type { SwitchedMasters } from './switched-masters.js';

const CHANNEL = '+switch-master';
const RETRY_MS = 1000;
const CONNECT_TIMEOUT_MS = 2000;

/**
 * Leaves a master as soon as a Sentinel names another one: an old master goes on to take writes for some 10 s, which are
 * lost. The `failoverDetector` of ioredis does the same, but gives up a Sentinel that is away for long, never
 * learns of a switch that it missed, and prints the errors of its connections.
 */
export function leaveOldMasters(
  connection: Redis,
  { nodes, name }: { readonly nodes: readonly Node[]; readonly name: string },
  switched: SwitchedMasters,
): void {
  const leave = (): void => {
    // An end while it asks the Sentinels would be for good in ioredis.
    if (connection.status === 'ready' || connection.status === 'connect') connection.disconnect(true);
    // Skips the wait before the next try, which would go to the old master.
    else if (connection.status === 'reconnecting') connection.connect().catch(() => undefined);
  };
  const sentinels = nodes.map((node) => {
    const sentinel = new Redis({
      ...node,
      protocol: 2,
      enableReadyCheck: false,
      autoResubscribe: false,
      maxRetriesPerRequest: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      connectionName: 'coachlink-sentinels',
      retryStrategy: () => RETRY_MS,
    });
    let named = '';
    const follow = async (): Promise<void> => {
      const master = String(await sentinel.call('SENTINEL', 'get-master-addr-by-name', name));
      await sentinel.subscribe(CHANNEL);
      // The switch came while this Sentinel was not heard.
      if (named !== '' && named !== master) leave();
      named = master;
    };
    sentinel.on('ready', () => {
      // A connection that is away again is followed when it is back.
      follow().catch(() => undefined);
    });
    sentinel.on('message', (_channel: string, message: string) => {
      if (!switched.note(message, performance.now())) return;
      named = message.split(' ').slice(3).join(',');
      leave();
    });
    // The connection itself reports that no Sentinel answers.
    sentinel.on('error', () => undefined);
    return sentinel;
  });
  // ioredis emits no event where it is ended while it waits to reconnect.
  const disconnect = connection.disconnect.bind(connection);
  connection.disconnect = (reconnect = false): void => {
    if (!reconnect) for (const sentinel of sentinels) sentinel.disconnect();
    disconnect(reconnect);
  };
}
