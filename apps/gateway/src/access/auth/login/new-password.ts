import { randomBytes } from 'node:crypto';
import type { PasswordHasher } from './password-hasher.js';
import type { User } from '../../accounts/accounts.js';

/** Returns the parts of a user that a new password changes: `generation` ends every login that the old one began. */
export async function newPassword(
  hasher: PasswordHasher,
  password: string,
): Promise<Pick<User, 'passwordHash' | 'generation'>> {
  return { passwordHash: await hasher.hash(password), generation: randomBytes(9).toString('base64url') };
}
