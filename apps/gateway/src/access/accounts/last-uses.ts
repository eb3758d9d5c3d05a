export type UsedKind = 'api_key' | 'device' | 'user';

export interface UsedThing {
  readonly id: string;
  readonly createdAtMs: number;
}

/** Times of the last proof of api keys and devices, and of the last login of users: about a minute old. */
export abstract class LastUses {
  /** Notes a use without a write, so that no caller waits for it. */
  abstract note(kind: UsedKind, id: string): void;
  /** Resolves to the times by id, of the things that were used since they were made. */
  abstract times(kind: UsedKind, things: readonly UsedThing[]): Promise<ReadonlyMap<string, number>>;
}
