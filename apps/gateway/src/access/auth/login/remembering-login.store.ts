import type { LastKnown } from '../../../platform/storage/last-known.js';
import { type Login, LoginStore } from './login-store.js';

/** Finds a login without the storage while its last answer counts: a second, or longer while the storage is away. */
export class RememberingLoginStore extends LoginStore {
  constructor(
    private readonly logins: LoginStore,
    private readonly lastKnown: LastKnown<Login>,
  ) {
    super();
  }

  override keep(loginId: string, login: Login): Promise<void> {
    return this.logins.keep(loginId, login);
  }

  override renew(loginId: string, login: Login): Promise<boolean> {
    return this.lastKnown.changing(loginId, () => this.logins.renew(loginId, login));
  }

  override find(loginId: string): Promise<Login | undefined> {
    return this.lastKnown.find(loginId, () => this.logins.find(loginId));
  }

  override end(loginId: string): Promise<void> {
    return this.lastKnown.changing(loginId, () => this.logins.end(loginId));
  }
}
