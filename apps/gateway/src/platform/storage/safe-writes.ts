import type { Cluster, Redis } from 'ioredis';

/**
 * The one way of administrators' changes: users, keys, devices, licences, decoders. They have a connection of their own, so
 * that no reader waits for a replica.
 */
export abstract class SafeWrites {
  /**
   * Resolves once the change outlives the failure of any one server. Throws `UnconfirmedWrite` where it may have been
   * made, the error of the storage where it was not.
   */
  abstract write<Reply>(change: (redis: Redis | Cluster) => Promise<Reply>): Promise<Reply>;
  /** Reads after every change that was begun before. */
  abstract read<Reply>(question: (redis: Redis | Cluster) => Promise<Reply>): Promise<Reply>;
}
