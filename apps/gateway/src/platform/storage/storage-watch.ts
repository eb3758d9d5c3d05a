import type { StorageTrouble } from './storage-trouble.js';

/** What is known of the storage at any moment, without asking it. */
export abstract class StorageWatch {
  /** Why it cannot be read; it cannot be written to either then. */
  abstract readTrouble(): StorageTrouble | undefined;
  /** Why it cannot be read, or takes nothing: full, read-only, without a disk. */
  abstract trouble(): StorageTrouble | undefined;
  /** That replicas do not have what was stored, as sentences: it is kept, and lost if its master failed now. */
  abstract unconfirmed(): string | undefined;
  /** Somebody could not read it: known until it is looked at again. */
  abstract unreadable(trouble: StorageTrouble): void;
}
