import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { type Device, type User, USERS, type Users } from '../../accounts/accounts.js';
import { ExpiryClock } from '../../../platform/clock/expiry-clock.js';
import { CredentialGuard } from '../guard/credential-guard.js';
import { DeviceGuard } from '../device/device.guard.js';
import type { Principal } from '../principal/principal.js';
import { soleHeader } from '../guard/sole-header.js';
import { isOver, type Login, LoginStore } from './login-store.js';
import { SCOPES_OF_ROLE } from '../../accounts/rights.js';
import { type TokenClaims, Tokens } from './tokens.js';

const LONGEST_AUTHORIZATION = 2048;

/** Proves the headers of a device, and the access token of a login on it. */
@Injectable()
export class LoginGuard extends CredentialGuard {
  readonly family = 'login';
  readonly challenge = 'Bearer realm="CoachLINK"';

  constructor(
    private readonly deviceGuard: DeviceGuard,
    private readonly tokens: Tokens,
    private readonly logins: LoginStore,
    @Inject(USERS) private readonly users: Users,
    private readonly clock: ExpiryClock,
  ) {
    super();
  }

  isOffered(request: Request): boolean {
    return this.deviceGuard.isOffered(request) || request.headers.authorization !== undefined;
  }

  async identify(context: ExecutionContext): Promise<Principal | undefined> {
    const request = context.switchToHttp().getRequest<Request>();
    const authorization = soleHeader(request, 'authorization', LONGEST_AUTHORIZATION) ?? '';
    const [, token] = /^Bearer ([A-Za-z0-9._-]+)$/i.exec(authorization) ?? [];
    const claims = token === undefined ? undefined : this.tokens.read('access', token);
    const device = await this.deviceGuard.deviceOf(request);
    if (claims === undefined || device === undefined) return undefined;
    const proven = await this.loginOf(claims, device);
    if (proven === undefined) return undefined;
    const { user } = proven;
    return {
      id: `user:${user.id}`,
      scopes: SCOPES_OF_ROLE[user.role],
      deviceId: device.id,
      login: { userId: user.id, role: user.role, loginId: claims.loginId },
    };
  }

  /** Returns the login and its user while it lasts: a logout, a new password, a removed device or user, or time ends it. */
  async loginOf(claims: TokenClaims, device: Device): Promise<{ login: Login; user: User } | undefined> {
    if (claims.deviceId !== device.id) return undefined;
    const login = await this.logins.find(claims.loginId);
    if (login === undefined || isOver(login, this.clock.nowMs())) return undefined;
    if (login.deviceId !== device.id || login.deviceGeneration !== device.generation) return undefined;
    if (login.userId !== claims.userId) return undefined;
    const user = await this.users.find(login.email);
    const proven = user?.id === login.userId ? { login, user } : await this.followed(claims.loginId, login);
    return proven?.user.generation === login.userGeneration ? proven : undefined;
  }

  /** Finds the user of a login whose e-mail address has changed since: all users are looked through once for it. */
  private async followed(loginId: string, login: Login): Promise<{ login: Login; user: User } | undefined> {
    const user = (await this.users.all()).find(({ id }) => id === login.userId);
    if (user === undefined) {
      await this.logins.end(loginId);
      return undefined;
    }
    const followed = { ...login, email: user.email };
    return (await this.logins.renew(loginId, followed)) ? { login: followed, user } : undefined;
  }
}
