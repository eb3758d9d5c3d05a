import type { StorageTrouble } from './storage-trouble.js';

/** The state of the storage at any moment, known without asking it. */
export abstract class StorageWatch {
  /** Reason why the storage cannot be read, and so not written to either. */
  abstract readTrouble(): StorageTrouble | undefined;
  /** Reason why the storage cannot be read, or takes no writes: full, read-only, without a disk. */
  abstract trouble(): StorageTrouble | undefined;
  /** Sentences that say which stored passings replicas do not have: they are kept, and lost if the master fails now. */
  abstract unconfirmed(): string | undefined;
  /** Notes that a read failed: the trouble counts until the next look. */
  abstract unreadable(trouble: StorageTrouble): void;
}
