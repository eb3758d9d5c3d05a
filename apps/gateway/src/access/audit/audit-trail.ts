import type { AuditEntry } from './audit-entry.js';

export interface AuditQuery {
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** Id of an entry: the page has older ones alone. */
  readonly olderThan?: string;
  readonly limit: number;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly hasMore: boolean;
}

/** Reads the changes that people made; `AuditedWrites` writes them. */
export abstract class AuditTrail {
  /** Resolves to entries with the newest first. */
  abstract page(query: AuditQuery): Promise<AuditPage>;
  /** Resolves to the number of forgotten entries. */
  abstract forgetBefore(atMs: number): Promise<number>;
}
