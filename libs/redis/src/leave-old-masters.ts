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
    // While it asks the Sentinels, ioredis would end it for good.
    if (connection.status === 'ready' || connection.status === 'connect') connection.disconnect(true);
    // It waits before it tries the old one again.
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
      // It switched while it was not heard.
      if (named !== '' && named !== master) leave();
      named = master;
    };
    sentinel.on('ready', () => {
      // The connection is away again, and is followed when it is back.
      follow().catch(() => undefined);
    });
    sentinel.on('message', (_channel: string, message: string) => {
      if (!switched.note(message, performance.now())) return;
      named = message.split(' ').slice(3).join(',');
      leave();
    });
    // That no Sentinel answers is told by the connection itself.
    sentinel.on('error', () => undefined);
    return sentinel;
  });
  // Ended while it waits to reconnect, ioredis tells nobody.
  const disconnect = connection.disconnect.bind(connection);
  connection.disconnect = (reconnect = false): void => {
    if (!reconnect) for (const sentinel of sentinels) sentinel.disconnect();
    disconnect(reconnect);
  };
}
