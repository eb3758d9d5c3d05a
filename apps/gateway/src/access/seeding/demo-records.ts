import type { PassingsRepository } from '#passings';
import type { ApiKeysService } from '../admin/api-keys.service.js';
import type { DevicesService } from '../admin/devices.service.js';
import type { UsersService } from '../admin/users.service.js';
import { REVOCABLE_DEMO_CODE } from '../admin/licenses.admin.controller.js';
import { isOfDemo, mayBeOfDemo } from '../../platform/config/demo-numbering.js';
import { FEATURES } from '../license/features.js';
import { DEMO_LICENSE_CODE } from '../license/license.answers.js';
import type { LicenseService } from '../license/license.service.js';

export const DEMO_USER = { email: 'user@example.com', password: 'user_password' };
/** Ids of the demo's users. Other ids are random, and never of this form. */
const DEMO_USERS: ReadonlySet<string> = new Set(['user_123', 'user_456']);
const DEMO_KEYS: ReadonlySet<string> = new Set(['key_123', 'key_456']);
const LONG_AWAY_MS = Date.UTC(2099, 11, 31, 23, 59, 59);

interface Accounts {
  readonly users: UsersService;
  readonly devices: DevicesService;
  readonly apiKeys: ApiKeysService;
  readonly licenses: LicenseService;
}

/** Creates the records that the examples of the API documentation name, so that each can be tried as it stands. */
export async function ensureDemoRecords(accounts: Accounts, deviceId: string): Promise<void> {
  const { users, apiKeys, licenses } = accounts;
  const ids = new Set((await users.list()).map(({ id }) => id));
  const names = { firstName: 'John', lastName: 'Doe', role: 'coach' } as const;
  if (!ids.has('user_123')) await users.create({ ...DEMO_USER, ...names }, 'user_123');
  if (!ids.has('user_456')) {
    const another = { email: 'another@example.com', password: 'another_password' };
    await users.create({ ...another, ...names, firstName: 'Jane' }, 'user_456');
  }
  const keys = new Set((await apiKeys.list()).map(({ id }) => id));
  for (const id of DEMO_KEYS) {
    const terms = { name: 'An example', scopes: ['passings:read'], expiresAtMs: null } as const;
    if (!keys.has(id)) await apiKeys.create(terms, id);
  }
  const codes = new Set((await licenses.list()).map(({ code }) => code));
  const terms = { features: FEATURES, deviceLimit: 5, validUntilMs: LONG_AWAY_MS };
  for (const code of [DEMO_LICENSE_CODE, REVOCABLE_DEMO_CODE]) {
    if (!codes.has(code)) await licenses.issue(terms, code);
  }
  await licenses.activate(DEMO_LICENSE_CODE, deviceId);
}

/** Removes the demo's records: their passwords and codes are public, and must not open a gateway without a demo. */
export async function removeDemoRecords({ users, apiKeys, licenses }: Accounts): Promise<void> {
  for (const { id } of await users.list()) if (DEMO_USERS.has(id)) await users.remove(id);
  for (const { id } of await apiKeys.list()) if (DEMO_KEYS.has(id)) await apiKeys.revoke(id);
  for (const code of [DEMO_LICENSE_CODE, REVOCABLE_DEMO_CODE]) await licenses.forget(code);
}

/**
 * Removes the passings that the demo of an earlier version left among the real ones, and resolves to their number. Afterwards
 * no highest number is the demo's any more, so that the passings are looked through only once.
 */
export async function removeDemoPassings(repository: PassingsRepository): Promise<number> {
  let taken = 0;
  for (const [decoderId, highest] of await repository.highestNumbers())
    if (highest !== undefined && mayBeOfDemo(decoderId, highest))
      taken += await repository.takeOut(decoderId, isOfDemo);
  return taken;
}
