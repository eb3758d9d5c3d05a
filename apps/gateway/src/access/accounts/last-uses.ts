export type UsedKind = 'api_key' | 'device' | 'user';

export interface UsedThing {
  readonly id: string;
  readonly createdAtMs: number;
}

/** When api keys and devices proved themselves the last time, and users logged in: about a minute old. */
export abstract class LastUses {
  /** Nobody waits for it, and nothing is written by it. */
  abstract note(kind: UsedKind, id: string): void;
  /** By the ids of those that were used since they were made. */
  abstract times(kind: UsedKind, things: readonly UsedThing[]): Promise<ReadonlyMap<string, number>>;
}
