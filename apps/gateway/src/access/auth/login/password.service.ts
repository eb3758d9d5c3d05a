import { Inject, Injectable, Logger } from '@nestjs/common';
import { changedMeanwhile } from '../../accounts/account-problems.js';
import { type User, USERS, type Users } from '../../accounts/accounts.js';
import { newPassword } from './new-password.js';
import { invalidFields, type Problem } from '../../../platform/problems/problem.js';
import type { Principal } from '../principal/principal.js';
import { Refusals } from '../guard/refusals.js';
import { LoginAttempts } from './login-attempts.js';
import { LoginStore } from './login-store.js';
import type { PasswordAnswer } from './login.answers.js';
import type { PasswordInput } from './login.inputs.js';
import { PasswordHasher } from './password-hasher.js';
import { tooManyTries } from './too-many-tries.js';

/** Changes the passwords of users at their own wish. */
@Injectable()
export class PasswordService {
  private readonly log = new Logger('auth');

  constructor(
    @Inject(USERS) private readonly users: Users,
    private readonly attempts: LoginAttempts,
    private readonly hasher: PasswordHasher,
    private readonly logins: LoginStore,
    private readonly refusals: Refusals,
  ) {}

  /** Keeps the login that asks, and ends every other one of the user. Wrong old passwords have to wait as wrong logins have. */
  async change({ old_password, new_password }: PasswordInput, principal: Principal): Promise<PasswordAnswer> {
    const { login: { loginId } = { loginId: '' }, deviceId = '' } = principal;
    const login = await this.logins.find(loginId);
    const user = login && (await this.users.find(login.email));
    // The guard proved the login a moment ago: it may have ended since.
    if (login === undefined || user === undefined) throw changedMeanwhile();
    const made = { account: user.email, deviceId, isAccount: true };
    const waitMs = await this.attempts.begin(made);
    if (waitMs > 0) throw tooManyTries(waitMs);
    if (!(await this.hasher.matches(old_password, user.passwordHash))) {
      this.refusals.note(deviceId, 'another password');
      throw wrongPassword();
    }
    const changed: User = { ...user, ...(await newPassword(this.hasher, new_password)) };
    if (!(await this.users.change(user.email, user, changed))) throw changedMeanwhile();
    await this.logins.renew(loginId, { ...login, userGeneration: changed.generation });
    await this.attempts.forget(user.email);
    await this.attempts.succeeded(made);
    this.log.log(`${user.id} changed its password on ${deviceId}: all its other logins have ended`);
    return { success: true, message: 'The password is changed. All other logins end within a second' };
  }
}

function wrongPassword(): Problem {
  const message = 'is not the password of this user: nothing is changed';
  return invalidFields([{ field: 'old_password', message }]);
}
