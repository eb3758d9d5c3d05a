import type { Subject } from '../audit/alteration.js';
import type { Shown } from '../audit/audit-entry.js';
import type { ApiKeyRecord, Device, KeptSecret, User } from './accounts.js';

const iso = (timeMs: number | null | undefined): string | null =>
  timeMs == null ? null : new Date(timeMs).toISOString();

/** Returns the end of the old secret; without an overlap, that is the time at which the new one was made. */
const oldSecret = ({ previous }: KeptSecret): Shown => ({ old_secret_ends_at: iso(previous?.untilMs) });

export const AUDITED_DEVICE: Subject<Device> = {
  kind: 'device',
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  shown: ({ name, secret }) => ({ name, ...oldSecret(secret) }),
  secretsOf: ({ secret }) => ({ device_secret: secret.digest }),
};

export const AUDITED_USER: Subject<User> = {
  kind: 'user',
  idOf: ({ id }) => id,
  nameOf: () => null,
  shown: ({ email, firstName, lastName, role }) => ({
    email,
    first_name: firstName,
    last_name: lastName,
    role,
  }),
  secretsOf: ({ passwordHash }) => ({ password: passwordHash }),
};

export const AUDITED_API_KEY: Subject<ApiKeyRecord> = {
  kind: 'api_key',
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  shown: ({ name, scopes, expiresAtMs, secret }) => ({
    name,
    scopes,
    expires_at: iso(expiresAtMs),
    ...oldSecret(secret),
  }),
  secretsOf: ({ secret }) => ({ api_secret: secret.digest }),
};
