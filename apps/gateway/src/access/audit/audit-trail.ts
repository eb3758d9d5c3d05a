import type { AuditEntry } from './audit-entry.js';

export interface AuditQuery {
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** Id of an entry: only older ones. */
  readonly olderThan?: string;
  readonly limit: number;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly hasMore: boolean;
}

/** Changes that people made. `AuditedWrites` writes them where they are made; here they are read. */
export abstract class AuditTrail {
  /** Newest first. */
  abstract page(query: AuditQuery): Promise<AuditPage>;
  /** How many entries that took out. */
  abstract forgetBefore(atMs: number): Promise<number>;
}
