import { randomBytes } from 'node:crypto';
import type { Role, Scope } from './rights.js';
import type { Records } from './records.js';

/** A digest of a secret by `SecretDigest`, in base64. */
export type DigestText = string;

/** A secret, and the one before it for as long as both are good. */
export interface KeptSecret {
  readonly digest: DigestText;
  readonly previous?: { readonly digest: DigestText; readonly untilMs: number };
}

export interface Device {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  /** Random: a device registered anew under an old id does not take over the logins of the old one. */
  readonly generation: string;
  readonly secret: KeptSecret;
}

export interface User {
  readonly id: string;
  /** The name of the record, in lower case. */
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
  readonly createdAtMs: number;
  /** Random, and new with each password: logins of an older one are over. */
  readonly generation: string;
  /** argon2id, in the PHC format. */
  readonly passwordHash: string;
}

export interface ApiKeyRecord {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  /** The name of the record: the key itself is not kept. */
  readonly keyDigest: string;
  readonly secret: KeptSecret;
}

export const DEVICES = Symbol('DEVICES');
export const USERS = Symbol('USERS');
export const API_KEYS = Symbol('API_KEYS');
export type Devices = Records<Device>;
export type Users = Records<User>;
export type ApiKeys = Records<ApiKeyRecord>;

/** Returns an id of 64 random bits. It is no secret. */
export const randomId = (kind: string): string => `${kind}_${randomBytes(8).toString('hex')}`;
