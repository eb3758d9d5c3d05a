/** Who made a change, by credentials that proved right. */
export interface Changer {
  readonly kind: 'api_key' | 'user';
  readonly id: string;
  /** Of an api key that has one; users are told by their id alone. */
  readonly name: string | null;
  /** The device that the user is logged in on. */
  readonly deviceId: string | null;
}

export const AUDITED_KINDS = ['device', 'user', 'api_key', 'license', 'decoder'] as const;
export type AuditedKind = (typeof AUDITED_KINDS)[number];

/** A thing as an administrator sees it: never a secret, nor a hash of one. */
export type Shown = Readonly<Record<string, unknown>>;

/** One thing, before and after its change. */
export interface Alteration {
  readonly kind: AuditedKind;
  readonly id: string;
  readonly name: string | null;
  /** Names of the fields that are others now, secret ones among them. */
  readonly changed: readonly string[];
  /** Null where there was nothing. */
  readonly before: Shown | null;
  /** Null where there is nothing any more. */
  readonly after: Shown | null;
}

/** The call by which something is changed. */
export interface ChangingCall {
  readonly who: Changer;
  /** Address of the connection; null where that is gone already. */
  readonly from: string | null;
  /** As openapi.json names it. */
  readonly operation: string;
}

export interface AuditEntry extends ChangingCall, Alteration {
  /** Names of the thing that was changed: `id`. This is that of the entry. */
  readonly entryId: string;
  readonly atMs: number;
}
