import type { ApiKeysService } from '../accounts/api-keys.service.js';
import type { DevicesService } from '../accounts/devices.service.js';
import type { UsersService } from '../accounts/users.service.js';
import { REVOCABLE_DEMO_CODE } from '../admin/licenses.admin.controller.js';
import { FEATURES } from '../license/features.js';
import { DEMO_LICENSE_CODE } from '../license/license.answers.js';
import type { LicenseService } from '../license/license.service.js';

export const DEMO_USER = { email: 'user@example.com', password: 'user_password' };
const LONG_AWAY_MS = Date.UTC(2099, 11, 31, 23, 59, 59);

interface Accounts {
  readonly users: UsersService;
  readonly devices: DevicesService;
  readonly apiKeys: ApiKeysService;
  readonly licenses: LicenseService;
}

/** What the examples of the API documentation speak of: each can be tried as it stands. */
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
  for (const id of ['key_123', 'key_456']) {
    const terms = { name: 'An example', scopes: ['passings:read'], expiresAtMs: null } as const;
    if (!keys.has(id)) await apiKeys.create(terms, id);
  }
  const codes = new Set((await licenses.list()).map(({ license_code }) => license_code));
  const terms = { features: FEATURES, deviceLimit: 5, validUntilMs: LONG_AWAY_MS };
  for (const code of [DEMO_LICENSE_CODE, REVOCABLE_DEMO_CODE]) {
    if (!codes.has(code)) await licenses.issue(terms, code);
  }
  await licenses.activate(DEMO_LICENSE_CODE, deviceId);
}
