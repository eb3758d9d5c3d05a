import { Inject, Injectable } from '@nestjs/common';
import { LoginAttempts } from '../auth/login/login-attempts.js';
import { PasswordHasher } from '../auth/login/password-hasher.js';
import { Clock } from '../../platform/clock/clock.js';
import { accountExists, changedMeanwhile, unknownAccount } from '../accounts/account-problems.js';
import { newPassword } from '../auth/login/new-password.js';
import type { Renaming } from '../accounts/records.js';
import { randomId, type User, USERS, type Users } from '../accounts/accounts.js';
import type { Role } from '../accounts/rights.js';

export interface UserDetails {
  readonly email: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
}

@Injectable()
export class UsersService {
  constructor(
    @Inject(USERS) private readonly users: Users,
    private readonly hasher: PasswordHasher,
    private readonly attempts: LoginAttempts,
    private readonly clock: Clock,
  ) {}

  /** Resolves to the users in no order. */
  list(): Promise<readonly User[]> {
    return this.users.all();
  }

  async get(id: string): Promise<User> {
    const user = (await this.users.all()).find((each) => each.id === id);
    if (user === undefined) throw unknownAccount('user', 'users');
    return user;
  }

  async create({ email, password, ...details }: UserDetails, id = randomId('user')): Promise<User> {
    const user: User = {
      ...details,
      id,
      email: email.toLowerCase(),
      createdAtMs: this.clock.nowMs(),
      ...(await newPassword(this.hasher, password)),
    };
    if (!(await this.users.add(user.email, user))) throw accountExists('user', 'e-mail address');
    return user;
  }

  /** A new password ends every login that the old one began; another e-mail address ends none. */
  async change(id: string, { password, email, ...details }: Partial<UserDetails>): Promise<User> {
    const before = await this.get(id);
    const user: User = {
      ...before,
      ...details,
      ...(email === undefined ? {} : { email: email.toLowerCase() }),
      ...(password === undefined ? {} : await newPassword(this.hasher, password)),
    };
    const outcome = await this.replace(before, user);
    if (outcome === 'taken') throw accountExists('user', 'e-mail address');
    if (outcome === 'changed') throw changedMeanwhile();
    // Wrong guesses at an address before it had a user do not lock that user out.
    const accounts = new Set([before.email, user.email]);
    if (password !== undefined || accounts.size > 1)
      for (const account of accounts) await this.attempts.forget(account);
    return user;
  }

  async remove(id: string): Promise<void> {
    const { email } = await this.get(id);
    await this.users.remove(email);
    await this.attempts.forget(email);
  }

  private async replace(before: User, after: User): Promise<Renaming> {
    if (after.email !== before.email) return this.users.rename(before.email, after.email, before, after);
    return (await this.users.change(before.email, before, after)) ? 'renamed' : 'changed';
  }
}
