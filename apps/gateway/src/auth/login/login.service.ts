import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DEVICES, type Device, type Devices, USERS, type Users } from '../../accounts/accounts.js';
import { Clock } from '../../clock/clock.js';
import { Problem } from '../../problems/problem.js';
import { invalidCredentials } from '../invalid-credentials.js';
import type { Principal } from '../principal.js';
import { LoginAttempts } from './login-attempts.js';
import { LoginGuard } from './login.guard.js';
import { LoginStore } from './login-store.js';
import type { LoginAnswer, LogoutAnswer, RefreshAnswer } from './login.answers.js';
import type { LoginInput, RefreshInput } from './login.inputs.js';
import { PasswordHasher } from './password-hasher.js';
import { FREE_TRIES } from './redis-login-attempts.js';
import { ACCESS_TOKEN_S, REFRESH_TOKEN_S, Tokens } from './tokens.js';

const CHALLENGE = 'Device realm="CoachLINK"';

/** Logs users in on a device, and out. */
@Injectable()
export class LoginService {
  constructor(
    @Inject(DEVICES) private readonly devices: Devices,
    @Inject(USERS) private readonly users: Users,
    private readonly attempts: LoginAttempts,
    private readonly hasher: PasswordHasher,
    private readonly logins: LoginStore,
    private readonly loginGuard: LoginGuard,
    private readonly tokens: Tokens,
    private readonly clock: Clock,
  ) {}

  async login({ email, password }: LoginInput, principal: Principal): Promise<LoginAnswer> {
    const account = email.toLowerCase();
    const device = await this.provenDevice(principal);
    const waitMs = await this.attempts.begin(account, device.id);
    if (waitMs > 0) throw tooManyTries(waitMs);
    const user = await this.users.find(account);
    if (!(await this.hasher.matches(password, user?.passwordHash)) || user === undefined) {
      throw invalidCredentials([CHALLENGE]);
    }
    await this.attempts.succeeded(account, device.id);
    const loginId = randomBytes(16).toString('base64url');
    const forMs = REFRESH_TOKEN_S * 1000;
    await this.logins.keep(
      loginId,
      {
        userId: user.id,
        email: account,
        deviceId: device.id,
        userGeneration: user.generation,
        deviceGeneration: device.generation,
        expiresAtMs: this.clock.nowMs() + forMs,
      },
      forMs,
    );
    const claims = { userId: user.id, deviceId: device.id, loginId };
    return {
      access_token: this.tokens.make('access', claims),
      refresh_token: this.tokens.make('refresh', claims),
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_S,
      user: { id: user.id, email: user.email, first_name: user.firstName, last_name: user.lastName },
    };
  }

  async refresh({ refresh_token }: RefreshInput, principal: Principal): Promise<RefreshAnswer> {
    const device = await this.provenDevice(principal);
    const claims = this.tokens.read('refresh', refresh_token);
    const user = claims && (await this.loginGuard.userOf(claims, device));
    if (claims === undefined || user === undefined) throw invalidCredentials([CHALLENGE]);
    const { userId, deviceId, loginId } = claims;
    return {
      access_token: this.tokens.make('access', { userId, deviceId, loginId }),
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_S,
    };
  }

  async logout({ login }: Principal): Promise<LogoutAnswer> {
    if (login !== undefined) await this.logins.end(login.loginId);
    return { success: true, message: 'Successfully logged out' };
  }

  /** Proven a moment ago by its guard; it may have been removed since. */
  private async provenDevice({ deviceId }: Principal): Promise<Device> {
    const device = deviceId === undefined ? undefined : await this.devices.find(deviceId);
    if (device === undefined) throw invalidCredentials([CHALLENGE]);
    return device;
  }
}

function tooManyTries(waitMs: number): Problem {
  const waitS = Math.ceil(waitMs / 1000);
  return new Problem({
    status: 429,
    reason: 'auth.too_many_attempts',
    message: `Too many failed logins for this account: try again in ${waitS} s.`,
    details: { retry_after_seconds: waitS },
    headers: {
      'Retry-After': String(waitS),
      'RateLimit-Policy': `"login";q=${FREE_TRIES};w=3600`,
      RateLimit: `"login";r=0;t=${waitS}`,
    },
  });
}
