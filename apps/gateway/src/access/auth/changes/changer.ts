import type { Principal } from '../principal/principal.js';
import type { Changer } from '../../audit/audit-entry.js';

/** Returns the principal as the audit trail names it. */
export function changerOf({ id, name, login, deviceId }: Principal): Changer {
  return login === undefined
    ? { kind: 'api_key', id, name: name ?? null, deviceId: null }
    : { kind: 'user', id: login.userId, name: null, deviceId: deviceId ?? null };
}
