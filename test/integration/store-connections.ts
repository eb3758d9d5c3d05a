import { Redis } from 'ioredis';
import type { StoreConnections } from '#passings';
import { withDeclaredKeys } from './declared-keys.js';

/** Opens two connections to the Redis of this run, for all tests of a file; a script that touches undeclared keys fails. */
export function storeConnections(
  ran?: Set<string>,
): StoreConnections & { readonly reader: Redis; readonly writer: Redis } {
  const url = process.env.COACHLINK_TEST_REDIS_URL ?? '';
  const connections = {
    writer: withDeclaredKeys(new Redis(url), ran),
    reader: withDeclaredKeys(new Redis(url), ran),
  };
  // One connection serves a repository for each random history here.
  for (const connection of Object.values(connections)) connection.setMaxListeners(0);
  afterAll(async () => {
    await Promise.all(Object.values(connections).map((connection) => connection.quit()));
  });
  return connections;
}
