import type { RedisAddress } from '#redis';
import { isLoopback } from '../network/loopback.js';

/** Whether a Redis takes clients without a password, and other machines can reach it. */
export function isOpenRedis(address: RedisAddress): boolean {
  if (address.kind === 'socket' || address.login.password !== undefined) return false;
  const nodes = address.kind === 'single' ? [address] : address.nodes;
  return !nodes.every(({ host }) => isLoopback(host));
}
