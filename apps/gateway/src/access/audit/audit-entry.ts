/** The maker of a change, by credentials that proved right. */
export interface Changer {
  readonly kind: 'api_key' | 'user';
  readonly id: string;
  /** The name of an api key that has one; users are told by their id alone. */
  readonly name: string | null;
  /** The device that the user is logged in on. */
  readonly deviceId: string | null;
}

export const AUDITED_KINDS = ['device', 'user', 'api_key', 'license', 'decoder', 'webhook'] as const;
export type AuditedKind = (typeof AUDITED_KINDS)[number];

/** A record as an administrator sees it: never a secret, nor a hash of one. */
export type Shown = Readonly<Record<string, unknown>>;

/** A record before and after its change. */
export interface Alteration {
  readonly kind: AuditedKind;
  readonly id: string;
  readonly name: string | null;
  /** Names of the fields that differ, secret ones among them. */
  readonly changed: readonly string[];
  /** Null where the record is new. */
  readonly before: Shown | null;
  /** Null where the record is removed. */
  readonly after: Shown | null;
}

/** The call that makes a change. */
export interface ChangingCall {
  readonly who: Changer;
  /** Address of the connection; null where the connection is gone already. */
  readonly from: string | null;
  /** The name of the operation in openapi.json. */
  readonly operation: string;
}

export interface AuditEntry extends ChangingCall, Alteration {
  /** Id of the entry; `id` names the record that was changed. */
  readonly entryId: string;
  readonly atMs: number;
}
