import type { Cluster, Redis } from 'ioredis';

/**
 * The one way of what administrators change: users, keys, devices, licences, decoders. On a connection of its own, so
 * that nobody who reads waits for a replica.
 */
export abstract class SafeWrites {
  /**
   * Resolves once the change outlives the failure of any one server. Throws `UnconfirmedWrite` where it may have been
   * made, the error of the storage where it was not.
   */
  abstract write<Reply>(change: (redis: Redis | Cluster) => Promise<Reply>): Promise<Reply>;
  /** Reads behind every change that was begun before. */
  abstract read<Reply>(question: (redis: Redis | Cluster) => Promise<Reply>): Promise<Reply>;
}
